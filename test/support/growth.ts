/** Whether work grows with a text as the text does, told by the time that it has a processor. */

const FIRST_LENGTH = 1_000;
/**
 * How many steps make a text ten times as long. More than one: what is quadratic is found where it takes
 * tenths of a second, before it takes many.
 */
const STEPS = 2;
/** In ten times the text, ten times the time is linear and a hundred times quadratic. */
const MOST_GROWTH = 60;
/** Shorter times are noise: of a compiler that warms up, or of memory that is cleared. */
const LEAST_MS = 3;
/** The best of so many counts: what else runs in the process makes times longer, never shorter. */
const ATTEMPTS = 5;

export interface Growth {
  /** Characters, and what they took. */
  readonly length: number;
  readonly milliseconds: number;
  /** What a tenth of them took. */
  readonly tenthMilliseconds: number;
}

/**
 * Works on texts that grow step by step, from a thousand characters to `longest`.
 *
 * @returns where the time grew much faster than the text; null where it never did
 */
export async function overgrowth(
  textOf: (length: number) => string,
  work: (text: string) => unknown,
  longest: number
): Promise<Growth | null> {
  const times: number[] = [];
  for (let length = FIRST_LENGTH; length <= longest; length = lengthAt(times.length)) {
    const tenthMilliseconds = times[times.length - STEPS];
    const bound = tenthMilliseconds === undefined ? LEAST_MS : MOST_GROWTH * tenthMilliseconds;
    const text = textOf(length);
    const milliseconds = await best(() => work(text), bound);
    if (tenthMilliseconds !== undefined && milliseconds > bound) {
      return { length, milliseconds, tenthMilliseconds };
    }
    times.push(milliseconds);
  }
  return null;
}

const lengthAt = (step: number): number => Math.round(FIRST_LENGTH * 10 ** (step / STEPS));

/** @param good a time that needs no further attempt */
async function best(work: () => unknown, good: number): Promise<number> {
  let shortest = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && shortest > good; attempt += 1) {
    const begin = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begin);
    shortest = Math.min(shortest, (user + system) / 1000);
  }
  return Math.max(shortest, LEAST_MS);
}

/** A text of about a length that repeats a piece. */
export function repeated(piece: string, { before = '', behind = '' } = {}): (length: number) => string {
  return (length) => before + piece.repeat(Math.ceil(length / piece.length)) + behind;
}
