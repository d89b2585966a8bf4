/**
 * Troubles that come again and again, as in an outage: told in one line when they begin, one a
 * minute with how often, and one when they are over.
 */

/** Facts beside the message, as every log of this program takes them. */
export type TroubleFields = Readonly<Record<string, string | number | boolean | null>>;

type LogFunction = (message: string, fields?: TroubleFields) => void;

/** As much of a log as troubles need. */
export interface TroubleLog {
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
}

export interface Trouble {
  /** Troubles of one key are one trouble. */
  readonly key: string;
  readonly level: keyof TroubleLog;
  readonly message: string;
  readonly fields?: TroubleFields;
  /** Over once it has not come for so long, where nobody says so earlier. Default: `QUIET_MS`. */
  readonly quietMs?: number;
}

/** How often a line tells that a trouble goes on. */
export const REMIND_MS = 60_000;
/** Longer than two minutes, so that what is tried each minute does not seem to be over between two attempts. */
export const QUIET_MS = 150_000;
/** What works for so long after a trouble works again; in an outage the odd call may. */
export const SETTLED_MS = 10_000;
const LOOK_MS = 5_000;
/** More at a time than an outage has; what comes beyond is told as it comes. */
const MAX_OPEN = 500;

interface OpenTrouble extends Required<Trouble> {
  readonly beganMs: number;
  lastMs: number;
  lastLineMs: number;
  times: number;
  /** Since the last line. */
  untold: number;
  /** Since when it is said to be over; null: it is not. */
  overMs: number | null;
}

export class Troubles {
  readonly #log: TroubleLog;
  readonly #nowMs: () => number;
  readonly #open = new Map<string, OpenTrouble>();
  #timer: NodeJS.Timeout | null = null;

  /** @param nowMs counts on whatever the clock of the machine does */
  constructor(log: TroubleLog, nowMs: () => number = () => performance.now()) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  /** Tells a trouble, or counts it where it is known already. */
  happened({ key, level, message, fields = {}, quietMs = QUIET_MS }: Trouble): void {
    const nowMs = this.#nowMs();
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.times += 1;
      open.untold += 1;
      open.lastMs = nowMs;
      open.overMs = null;
      return;
    }
    this.#log[level](message, fields);
    if (this.#open.size < MAX_OPEN) {
      const begun = { beganMs: nowMs, lastMs: nowMs, lastLineMs: nowMs, times: 1, untold: 0, overMs: null };
      this.#open.set(key, { key, level, message, fields, quietMs, ...begun });
      this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
    }
  }

  /** Says that what failed has worked. Where it goes on working, the trouble is told to be over. */
  over(key: string): void {
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.overMs ??= this.#nowMs();
    }
  }

  /** Tells what was counted and not told yet, and forgets all. */
  close(): void {
    this.#open.forEach((open) => this.#remind(open, this.#nowMs()));
    this.#open.clear();
    this.#look();
  }

  #look(): void {
    const nowMs = this.#nowMs();
    for (const open of this.#open.values()) {
      if (open.overMs !== null && nowMs - open.overMs >= SETTLED_MS) {
        this.#end(open);
      } else if (nowMs - open.lastMs >= open.quietMs) {
        this.#endQuietly(open);
      } else if (nowMs - open.lastLineMs >= REMIND_MS) {
        this.#remind(open, nowMs);
      }
    }
    if (this.#open.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #remind(open: OpenTrouble, nowMs: number): void {
    if (open.untold > 0) {
      const seconds = Math.round((nowMs - open.lastLineMs) / 1000);
      this.#log[open.level](`It goes on: ${open.message}`, { times: open.untold, seconds });
      open.untold = 0;
      open.lastLineMs = nowMs;
    }
  }

  #end({ key, message, times, beganMs, lastMs }: OpenTrouble): void {
    this.#open.delete(key);
    this.#log.info(`It is over: ${message}`, { times, seconds: Math.round((lastMs - beganMs) / 1000) });
  }

  /** What came once and never again is told already. */
  #endQuietly(open: OpenTrouble): void {
    if (open.times > 1) {
      this.#end(open);
    } else {
      this.#open.delete(open.key);
    }
  }
}

/** What a message says without its numbers, which differ each time: ports, ids, times. */
export function kindOf(message: string): string {
  return message.replace(/[0-9a-f]{8,}|\d+/g, '#');
}

/**
 * A log whose warnings and errors come once where they say the same of the same subject: all fields
 * but numbers, an error's text without its numbers. A delivery, and a warning's job, is one of many
 * that fail alike; an error's job is a fact of its own.
 */
export function withoutRepeats<L extends TroubleLog>(log: L, troubles: Troubles): L {
  const at =
    (level: 'error' | 'warn'): LogFunction =>
    (message, fields = {}) => {
      troubles.happened({
        key: JSON.stringify([level, kindOf(message), subjectOf(level, fields)]),
        level,
        message,
        fields,
      });
    };
  return { ...log, error: at('error'), warn: at('warn') };
}

const ONE_OF_MANY = { warn: ['delivery', 'job'], error: ['delivery'] } as const satisfies Record<
  string,
  readonly string[]
>;

function subjectOf(level: 'error' | 'warn', fields: TroubleFields): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'string' || ONE_OF_MANY[level].some((one) => one === name)) {
      return [];
    }
    return [[name, ['error', 'cause'].includes(name) ? kindOf(value) : value]];
  });
}
