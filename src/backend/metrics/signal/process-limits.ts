/**
 * Natural process limits of a series' own past: the XmR chart (individuals and moving range) of D. J. Wheeler,
 * "Understanding Variation: The Key to Managing Chaos", SPC Press.
 */

/**
 * Limits are the mean ± 2.66 mean moving ranges. 2.66 is 3 ÷ 1.128: three standard deviations, where 1.128 (d₂ of two
 * values) makes a standard deviation of the mean moving range.
 *
 * Of the two usual forms it is this one and not 3.145 median moving ranges. That wastes less of a short past: its limits
 * vary less from baseline to baseline. And it has limits where more than half of the moving ranges are 0, as with a
 * failure rate that is 0 in most weeks; there the median is 0, and each failure would be a signal.
 */
export const LIMIT_FACTOR = 2.66;

/**
 * How many points make the baseline. The Health Care Data Guide (Provost and Murray) wants the most recent 20 to 30 for a
 * chart of individuals; 24 weeks are half a year short of two weeks, which is as much of a team's past as still says
 * something about its present.
 */
export const BASELINE_POINTS = 24;

/**
 * Fewest values in the baseline. Wheeler calls limits of five or six values useful, the NHS's "Making Data Count" holds
 * them fast from twelve on. Nobody looks at most of these charts, so the larger number.
 */
export const MIN_BASELINE_VALUES = 12;

/** What a value lies within by chance, in the metric's unit. */
export interface ProcessLimits {
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
}

/** Why there are no limits: too few values, or values that are all the same, against which any change is without measure. */
export type NoLimits = 'shortHistory' | 'noVariation';

/**
 * The limits of a baseline.
 *
 * @param baseline in order of time; null where a bucket has no value, which is passed over
 */
export function processLimits(baseline: readonly (number | null)[]): ProcessLimits | NoLimits {
  const values = baseline.filter((value) => value !== null);
  if (values.length < MIN_BASELINE_VALUES) {
    return 'shortHistory';
  }
  const centre = mean(values);
  const reach = LIMIT_FACTOR * mean(values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value))));
  return reach === 0 ? 'noVariation' : { centre, lower: centre - reach, upper: centre + reach };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
