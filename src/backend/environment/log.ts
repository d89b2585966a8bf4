/** Log lines of a process that nobody watches: one JSON object a line. */

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Facts beside the message. Never put a secret, a setting or a whole error object here. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

/**
 * @param write gets whole lines without their end
 * @param least what is less important than this is left out
 */
export function createLog(write: (line: string) => void, least: LogLevel): Log {
  const at = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(least)) {
      return () => undefined;
    }
    return (message: string, fields: LogFields = {}) => {
      write(JSON.stringify({ ...fields, time: new Date().toISOString(), level, message }));
    };
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
