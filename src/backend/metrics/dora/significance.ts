import type { Statistic } from '../../../model/dora-metrics';
import { proportionsDiffer } from '../evidence/fisher-test';
import type { Proportion } from '../evidence/fisher-test';
import { rankDifference } from '../evidence/rank-test';
import type { RankedSamples } from '../evidence/rank-test';
import { countsDiffer } from '../evidence/rates-test';
import type { Facts } from './facts';
import type { MeasureRow } from './measures';

/**
 * Whether a metric differs between two periods of the same length by more than chance at 95 %: counts by the exact
 * conditional test, rates by Fisher's. Medians and means of durations by Mann and Whitney's test, which outliers cannot
 * sway. Other percentiles by Mood's median test carried over to
 * the percentile: whether the shares of durations above the pooled percentile differ, by Fisher's test (A. M. Mood,
 * Introduction to the Theory of Statistics, 1950, section 16.9). A test of durations must point to the same side as the values.
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
  const [rankSum, ties, above] = (now.ranks ?? []).map(Number);
  const [, tiesBefore, aboveBefore] = (before.ranks ?? []).map(Number);
  const { statistic_seconds: value } = now;
  const { statistic_seconds: valueBefore } = before;
  if (
    rankSum === undefined ||
    ties === undefined ||
    above === undefined ||
    tiesBefore === undefined ||
    aboveBefore === undefined ||
    value === null ||
    valueBefore === null
  ) {
    return false;
  }
  const side = sideOf(statistic, {
    ranks: { n: now.n, rankSum, otherN: before.n, ties: ties + tiesBefore },
    above: { hits: above, trials: now.n },
    aboveBefore: { hits: aboveBefore, trials: before.n },
  });
  return side !== 0 && side === Math.sign(value - valueBefore);
}

interface Compared {
  readonly ranks: RankedSamples;
  readonly above: Proportion;
  readonly aboveBefore: Proportion;
}

/** To which side durations differ: 1 where those now are longer, 0 where they do not differ. */
function sideOf(statistic: Statistic, { ranks, above, aboveBefore }: Compared): number {
  if (statistic === 'mean' || statistic === 'median') {
    return rankDifference(ranks);
  }
  return proportionsDiffer(above, aboveBefore)
    ? Math.sign(above.hits / above.trials - aboveBefore.hits / aboveBefore.trials)
    : 0;
}
