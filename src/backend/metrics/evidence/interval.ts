/** What every interval and test here has in common. */

/** How sure an interval is to cover the truth, and a difference to be more than chance. */
export const CONFIDENCE = 0.95;

/** What is left to each side. */
export const TAIL = (1 - CONFIDENCE) / 2;

/** The standard normal distribution's quantile at `1 - TAIL`. */
export const NORMAL_QUANTILE = 1.959963984540054;

/** Where the truth lies, in the unit of the value; null where the sample sets no bound on that side. */
export interface Interval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The same in another unit. */
export function scaled({ lower, upper }: Interval, factor: number): Interval {
  return { lower: lower === null ? null : lower * factor, upper: upper === null ? null : upper * factor };
}
