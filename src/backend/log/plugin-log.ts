import { format } from 'node:util';

/**
 * Log lines as go-plugin's host reads them: one JSON object a line on stderr, under 64 KiB, with
 * `@level`, `@message` and `@timestamp` as strings (anything else in those three crashes Grafana).
 */

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Facts beside the message. Never put a secret, a setting or a whole error object here. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type Logger = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

/** The host drops what is longer than 64 KiB. */
const MAX_LINE_BYTES = 64 * 1024 - 1;
/** Longest text of the message or a field in UTF-16 units, so that nobody reads a novel. */
const MAX_TEXT_LENGTH = 4_000;

const RESERVED = new Set(['@level', '@message', '@timestamp']);

/** One line without its end. Where the facts do not fit, they are left out, and said to be. */
export function logLine(level: LogLevel, message: string, fields: LogFields, at: Date): string {
  const required = {
    '@level': level,
    '@message': shortened(message),
    // Six decimals, as hclog parses them; a Date has three.
    '@timestamp': at.toISOString().replace('Z', '000Z'),
  };
  const facts = Object.entries(fields)
    .filter(([name]) => !RESERVED.has(name))
    .map(([name, value]) => [name, typeof value === 'string' ? shortened(value) : value]);
  const line = JSON.stringify({ ...required, ...Object.fromEntries(facts) });
  return Buffer.byteLength(line) <= MAX_LINE_BYTES
    ? line
    : JSON.stringify({ ...required, fields: 'left out: too long' });
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)}…`;
}

/** A logger on `write`, which gets whole lines. */
export function createLogger(write: (line: string) => void): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      write(`${logLine(level, message, fields, new Date())}\n`);
    };
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** The text of any thrown value, with its causes' messages, for a log field. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return format('%s', thrown);
  }
  const own = thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  return thrown.cause === undefined ? own : `${own}\ncaused by: ${describeError(thrown.cause)}`;
}

/**
 * Gives stdout to the handshake alone and all else to the logger: stray prints of libraries would
 * break the protocol on stdout, and Grafana's log on stderr.
 *
 * @returns writes to the real stdout
 */
export function takeOverOutput(logger: Logger): (text: string) => void {
  const writeOut = process.stdout.write.bind(process.stdout);
  const stray = (level: LogLevel) =>
    ((chunk: string | Uint8Array): boolean => {
      logger[level](String(chunk).trimEnd());
      return true;
    }) as typeof process.stdout.write;
  process.stdout.write = stray('warn');
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    console[level] = (...parts: unknown[]) => logger[level](format(...parts));
  }
  console.log = (...parts: unknown[]) => logger.info(format(...parts));
  // Node's own listener would print warnings to stderr as plain text.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => logger.warn(warning.message, { name: warning.name }));
  return (text) => writeOut(text);
}
