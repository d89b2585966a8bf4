import { NORMAL_QUANTILE } from './interval';

/** Two samples by their ranks among all values of both; equal values share the mean of their ranks. */
export interface RankedSamples {
  readonly n: number;
  /** Of the first sample. */
  readonly rankSum: number;
  readonly otherN: number;
  /** Sum of t³ − t over the sizes t of all runs of equal values. */
  readonly ties: number;
}

/**
 * Whether the values of one sample tend to be greater than those of the other by more than chance: `1` or `-1`, and 0
 * where they do not. By the normal approximation with corrections for ties and continuity.
 *
 * Source: H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the
 * other", Ann. Math. Statist. 18 (1947), 50–60; for ties E. L. Lehmann, Nonparametrics (1975), section 1.4.
 */
export function rankDifference(samples: RankedSamples): -1 | 0 | 1 {
  const score = rankScore(samples);
  return Math.abs(score) < NORMAL_QUANTILE ? 0 : score > 0 ? 1 : -1;
}

/** How many standard deviations the rank sum is from what chance expects, to which side. */
export function rankScore({ n, rankSum, otherN, ties }: RankedSamples): number {
  const all = n + otherN;
  const greater = rankSum - (n * (n + 1)) / 2;
  const away = greater - (n * otherN) / 2;
  const variance = ((n * otherN) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) {
    return 0;
  }
  return (Math.sign(away) * Math.max(0, Math.abs(away) - 0.5)) / Math.sqrt(variance);
}
