import { CONFIDENCE } from './interval';

/** Hits among trials. */
export interface Proportion {
  readonly hits: number;
  readonly trials: number;
}

/** Tables as likely as this against the observed one count as equally likely: rounding is no evidence. */
const ROUNDING = 1e-7;

/** Below this share of the likeliest table another no longer counts. */
const NEGLIGIBLE = 1e-18;

/** Whether two proportions differ by more than chance. */
export function proportionsDiffer(one: Proportion, other: Proportion): boolean {
  return proportionsProbability(one, other) <= 1 - CONFIDENCE;
}

/**
 * How likely proportions so far apart are where both are equal: Fisher's exact test, two-sided, which adds up the
 * tables that are no likelier than the observed one.
 *
 * Source: R. A. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", J. R. Statist.
 * Soc. 85 (1922), 87–94; Statistical Methods for Research Workers, 5th ed. (1934), section 21.02.
 */
export function proportionsProbability(one: Proportion, other: Proportion): number {
  const hits = one.hits + other.hits;
  const least = Math.max(0, hits - other.trials);
  const most = Math.min(hits, one.trials);
  // What the weight of k hits in the first sample is multiplied by to give that of k + 1.
  const upward = (k: number) => ((hits - k) * (one.trials - k)) / ((k + 1) * (other.trials - hits + k + 1));
  const all = one.trials + other.trials;
  const mode = Math.min(most, Math.max(least, Math.floor(((hits + 1) * (one.trials + 1)) / (all + 2))));
  const weights = new Map([[mode, 1]]);
  for (let k = mode, weight = 1; k < most && weight > NEGLIGIBLE; k += 1) {
    weight *= upward(k);
    weights.set(k + 1, weight);
  }
  for (let k = mode, weight = 1; k > least && weight > NEGLIGIBLE; k -= 1) {
    weight /= upward(k - 1);
    weights.set(k - 1, weight);
  }
  const limit = (weights.get(one.hits) ?? 0) * (1 + ROUNDING);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const found = [...weights.values()].toSorted((a, b) => a - b);
  return Math.min(1, sum(found.filter((weight) => weight <= limit)) / sum(found));
}
