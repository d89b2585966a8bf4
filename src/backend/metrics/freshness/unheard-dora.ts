import { FOUR_METRICS } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import { trendFor, withoutChange } from '../dora/comparison';
import type { ComparedTotals } from '../dora/comparison';
import { mapInSlices } from '../../turns/slices';
import type { Scorecard } from '../dora/scorecard';
import type { DoraSeries } from '../dora/series';
import type { Measurement } from '../dora/measures';
import { rangeOf } from '../dora/periods';
import type { DoraTotal, DoraTotals } from '../dora/totals';
import { groupKey } from '../scope';
import type { TimeRange } from '../time-range';
import type { Feed, Hearing, Silence, Silences } from './silence';
import { beginningMs, silencesAt } from './silence';

/** Which DORA numbers rest on silence: they have no value while the feed behind them is silent. */

/** Whose silence the metric's missing values are told with, and whose incidents are open. */
const FEEDS: Readonly<Record<DoraMetric, Feed>> = {
  deploymentFrequency: 'changes',
  leadTime: 'changes',
  mttr: 'incidents',
  changeFailureRate: 'changes',
  failedDeploymentRecoveryTime: 'incidents',
  reworkRate: 'changes',
};

/** A metric's number. */
type Known = Pick<Measurement, 'value'>;

/**
 * The feed without which the value means nothing; null where it is made of records alone, as a duration is:
 *
 * - a frequency divides by all days of the range, the silent ones too;
 * - no failure among deployments rests on incidents, no rework on changes; what is more than 0 was recorded.
 */
function restsOn(metric: DoraMetric, { value }: Known): Feed | null {
  switch (metric) {
    case 'deploymentFrequency':
      return 'changes';
    case 'changeFailureRate':
      return value === 0 ? 'incidents' : null;
    case 'reworkRate':
      return value === 0 ? 'changes' : null;
    case 'leadTime':
    case 'mttr':
    case 'failedDeploymentRecoveryTime':
      return null;
  }
}

/** The silence that a value would rest on; null where it is worth showing. */
export function silenceBehind(metric: DoraMetric, known: Known, silences: Silences): Silence | null {
  const feed = restsOn(metric, known);
  return feed === null ? null : silences[feed];
}

/** Whether the metric is one of incidents, resolved or open ones. */
export function isOfIncidents(metric: DoraMetric): boolean {
  return FEEDS[metric] === 'incidents';
}

/** The measurement without a value that rests on silence, and without its interval. What it counts stays, which are records. */
export function heardMeasurement(metric: DoraMetric, measurement: Measurement, silences: Silences): Measurement {
  return silenceBehind(metric, measurement, silences) === null
    ? measurement
    : { ...measurement, value: null, interval: null };
}

/** The totals without values that rest on silence. */
export function heardTotals<Totals extends DoraTotals>(metric: DoraMetric, answer: Totals, silences: Silences): Totals {
  return { ...answer, totals: answer.totals.map((total) => heardTotal(metric, total, silences)) };
}

function heardTotal(metric: DoraMetric, total: DoraTotal, silences: Silences): DoraTotal {
  const measurement = heardMeasurement(metric, total.measurement, silences);
  const isAtLeast = metric === 'changeFailureRate' && measurement.value !== null && silences.incidents !== null;
  return { ...total, measurement, isAtLeast };
}

/** What a value must have been recorded of all the time to be held against another; null: it is made of records alone. */
const COMPARED: Readonly<Record<DoraMetric, Feed | null>> = {
  deploymentFrequency: 'changes',
  leadTime: null,
  mttr: null,
  changeFailureRate: 'incidents',
  failedDeploymentRecoveryTime: null,
  reworkRate: 'changes',
};

/** Whether the period before a range begins before the metric's records do: they cannot tell what was usual then. */
export function isCutBefore(metric: DoraMetric, range: TimeRange, hearing: Hearing): boolean {
  const feed = COMPARED[metric];
  const firstMs = feed === null ? null : beginningMs(hearing, feed);
  return firstMs !== null && rangeOf('before', range).fromMs < firstMs;
}

/**
 * The same of totals beside those of the period before: what has no value has no change either, nor has what is held
 * against a period that is not recorded from its start.
 *
 * @param range of the totals
 */
export function heardComparison(
  metric: DoraMetric,
  answer: ComparedTotals,
  range: TimeRange,
  hearing: Hearing
): ComparedTotals {
  const silences = silencesAt(hearing, range.toMs);
  const silencesThen = silencesAt(hearing, range.fromMs);
  const isCut = isCutBefore(metric, range, hearing);
  const trends = answer.totals.map(({ group, measurement }) => {
    const trend = trendFor(answer, group);
    const isHeardThen = silenceBehind(metric, { value: trend.then }, silencesThen) === null;
    const isHeard = silenceBehind(metric, measurement, silences) === null && isHeardThen && !isCut;
    const then = isHeardThen ? trend.then : null;
    return [groupKey(group), isHeard ? trend : withoutChange({ then })] as const;
  });
  return { ...heardTotals(metric, answer, silences), trends: new Map(trends) };
}

/** The scorecard without values that rest on silence. */
export function heardScorecard(card: Scorecard, silences: Silences): Scorecard {
  const rows = card.rows.map(({ group, totals }) => ({
    group,
    totals: Object.fromEntries(
      FOUR_METRICS.flatMap((metric) => {
        const total = totals[metric];
        return total === undefined ? [] : [[metric, heardTotal(metric, total, silences)] as const];
      })
    ),
  }));
  return { ...card, rows };
}

/** What is to be said where these measurements have no value; null while their feeds are alive. */
export function silenceOf(metric: DoraMetric, measurements: Iterable<Known>, silences: Silences): Silence | null {
  if (silences.changes === null && silences.incidents === null) {
    return null;
  }
  for (const measurement of measurements) {
    const silence = silenceBehind(metric, measurement, silences);
    if (silence !== null) {
      return silence;
    }
  }
  return silences[FEEDS[metric]];
}

/** The series without zeros that rest on silence: each point as if its bucket were the whole range. */
export async function heardSeries(
  metric: DoraMetric,
  series: DoraSeries,
  range: TimeRange,
  hearing: Hearing
): Promise<DoraSeries> {
  // A bucket's count is of records, unlike a frequency over days: only none of them says nothing.
  const isCounted = ({ total }: Measurement) => metric === 'deploymentFrequency' && total > 0;
  return await heardPoints(metric, series, { range, hearing, isCounted });
}

/** The same to hold buckets against each other: a count of one in which records ceased is too low for that. */
export async function heardHistory(
  metric: DoraMetric,
  series: DoraSeries,
  range: TimeRange,
  hearing: Hearing
): Promise<DoraSeries> {
  return await heardPoints(metric, series, { range, hearing, isCounted: () => false });
}

interface HeardBy {
  readonly range: TimeRange;
  readonly hearing: Hearing;
  /** Whether a point stays whatever it rests on. */
  readonly isCounted: (point: Measurement) => boolean;
}

async function heardPoints(
  metric: DoraMetric,
  series: DoraSeries,
  { range, hearing, isCounted }: HeardBy
): Promise<DoraSeries> {
  const silences = series.buckets.map(({ endMs }) => silencesAt(hearing, Math.min(endMs, range.toMs)));
  if (silences.every((at) => at.changes === null && at.incidents === null)) {
    return series;
  }
  const heard = (point: Measurement, index: number): Measurement => {
    const at = silences[index];
    return at === undefined || isCounted(point) ? point : heardMeasurement(metric, point, at);
  };
  return { ...series, lines: await mapInSlices(series.lines, (line) => ({ ...line, points: line.points.map(heard) })) };
}
