import type { Statistic } from '../../../model/dora-metrics';
import { proportionsDiffer } from '../evidence/fisher-test';
import { rankDifference } from '../evidence/rank-test';
import { countsDiffer } from '../evidence/rates-test';
import type { Facts } from './facts';
import type { MeasureRow } from './measures';

/**
 * Whether a metric differs between two periods of the same length by more than chance at 95 %: counts by the exact
 * conditional test, rates by Fisher's. Means of durations by Mann and Whitney's test, which outliers cannot sway.
 * Percentiles by Mood's median test, for others than the median carried over to the percentile: whether the shares of durations
 * above the percentile of both periods together differ, by Fisher's test (A. M. Mood, Introduction to the Theory of Statistics,
 * 1950, section 16.9). A test of durations must point to the same side as the values.
 */
export function isMoreThanChance(facts: Facts, now: MeasureRow, before: MeasureRow): boolean {
  switch (facts.kind) {
    case 'count':
      return countsDiffer(now.n, before.n);
    case 'rate':
      return proportionsDiffer({ hits: now.n, trials: now.total }, { hits: before.n, trials: before.total });
    case 'duration':
      return durationsDiffer(facts.statistic, now, before);
  }
}

function durationsDiffer(statistic: Statistic, now: MeasureRow, before: MeasureRow): boolean {
  const { statistic_seconds: value } = now;
  const { statistic_seconds: valueBefore } = before;
  if (now.ranks === null || before.ranks === null || value === null || valueBefore === null) {
    return false;
  }
  const side = statistic === 'mean' ? sideOfMeans(now, before) : sideOfPercentiles(now, before);
  return side !== 0 && side === Math.sign(value - valueBefore);
}

/** To which side durations differ: 1 where those now are longer, 0 where they do not differ. */
function sideOfMeans(now: MeasureRow, before: MeasureRow): number {
  const [rankSum = NaN, ties = NaN] = (now.ranks ?? []).map(Number);
  const [, tiesBefore = NaN] = (before.ranks ?? []).map(Number);
  return rankDifference({ n: now.n, rankSum, otherN: before.n, ties: ties + tiesBefore });
}

/** The same by how many exceed the percentile of both. */
function sideOfPercentiles(now: MeasureRow, before: MeasureRow): number {
  const exceeding = ({ ranks, n }: MeasureRow) => ({ hits: Number(ranks?.[0]), trials: n });
  const [one, other] = [exceeding(now), exceeding(before)];
  return proportionsDiffer(one, other) ? Math.sign(one.hits / one.trials - other.hits / other.trials) : 0;
}
