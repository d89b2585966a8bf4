/** Where the command line prints; tests give their own. */
export interface Output {
  /** Results. */
  out(text: string): void;
  /** Errors. */
  err(text: string): void;
  /** How far the work is: for a person who watches, and gone once something else is said; else now and then. */
  progress(text: string): void;
}

const CLEAR_LINE = '\r\u001b[K';
const USUAL_COLUMNS = 80;

/** Into a file or pipe, progress is a line now and then. */
const PROGRESS_EVERY_MS = 10_000;

/**
 * Prints to the process's own streams. Progress is drawn over itself on a terminal; elsewhere it is a line every
 * 10 s, from 10 s after the first.
 *
 * @param nowMs a clock that never goes back
 */
export function processOutput(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process,
  nowMs: () => number = () => performance.now()
): Output {
  let drawn = false;
  let toldMs: number | null = null;
  const clear = () => {
    if (drawn) {
      stderr.write(CLEAR_LINE);
      drawn = false;
    }
  };
  return {
    out: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    err: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (stderr.isTTY) {
        stderr.write(`${CLEAR_LINE}${cut(text, (stderr.columns || USUAL_COLUMNS) - 1)}`);
        drawn = true;
        return;
      }
      toldMs ??= nowMs();
      if (nowMs() - toldMs >= PROGRESS_EVERY_MS) {
        toldMs = nowMs();
        stderr.write(`${text}\n`);
      }
    },
  };
}

/** What goes on in the next row could not be drawn over. */
function cut(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
}

const BEFORE_A_SECRET = /=(?<=--[\w-]+=)|:\/\/|password=/i;

/**
 * Takes secrets out of a complaint about the command line, which quotes the wrong argument. What
 * follows an option's `=`, a URL's scheme or `password=` goes up to the last quote: a password may
 * hold any character, and no guess where it ends is safe.
 */
export function withoutPasswords(text: string): string {
  const lastQuote = text.lastIndexOf("'");
  const secret = BEFORE_A_SECRET.exec(text.slice(0, Math.max(lastQuote, 0)));
  return secret === null ? text : `${text.slice(0, secret.index + secret[0].length)}…${text.slice(lastQuote)}`;
}
