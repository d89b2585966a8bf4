import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { Reader } from '../../aurora/reader';
import type { Statement } from '../../aurora/statement';
import { chooseBucketing, nominalMs, requestedBucketing } from '../buckets';
import type { BucketChoice, Bucketing, TimeBucket } from '../buckets';
import { sharedOf } from '../dora/measures';
import { doraSeries, seriesStatement } from '../dora/series';
import type { DoraLine, DoraSeries, DoraSeriesRequest } from '../dora/series';
import type { DoraRequest } from '../dora/request';
import type { Group } from '../scope';
import type { TimeRange } from '../time-range';
import { HISTORY_POINTS, judge } from './judge';
import type { SignalPoint } from './judge';
import type { ProcessLimits } from './process-limits';

/** A DORA metric over time, each bucket held against the group's own past. */

export interface SignalRequest extends DoraRequest {
  /** As `signalBucketing` gives it for the range. */
  readonly bucketing: Bucketing;
}

export interface SignalLine {
  readonly group: Group;
  /** One for each bucket, in order. */
  readonly points: readonly SignalPoint[];
  /** Of the newest bucket that is finished; null where none is. */
  readonly newest: SignalPoint | null;
}

export interface SignalSeries {
  /** Those that touch the range, in order. Only the last may be partial: the first is read from its start. */
  readonly buckets: readonly TimeBucket[];
  /** The last bucket that ended by the range's end, which may have begun before the range; null where none is. */
  readonly newest: TimeBucket | null;
  readonly lines: readonly SignalLine[];
  /** Of all that the lines look at, what verdicts rest on included, the changes of several services that are counted once. */
  readonly shared: number;
  /** True where lines were left out at the row limit. */
  readonly truncated: boolean;
}

/**
 * How the range is cut for signals: `auto` means weeks. Days would have the week in them: nobody deploys on a Sunday, so
 * the moving ranges would be those between Friday, Saturday and Monday and hide what has changed. In weeks each point has
 * each weekday once.
 */
export function signalBucketing(choice: BucketChoice, range: TimeRange): Bucketing {
  const weekly: BucketChoice = choice.bucket === 'auto' ? { ...choice, bucket: 'week' } : choice;
  return chooseBucketing(weekly, withHistory(range, requestedBucketing(weekly)));
}

/** The range with what the verdict of its first bucket rests on, and two buckets to spare for edges and clock changes. */
function withHistory({ fromMs, toMs }: TimeRange, bucketing: Bucketing): TimeRange {
  return { fromMs: fromMs - (HISTORY_POINTS + 2) * nominalMs(bucketing), toMs };
}

function seriesRequest(request: SignalRequest): DoraSeriesRequest {
  return { ...request, range: withHistory(request.range, request.bucketing), sample: 'none' };
}

/** The statement of `signalHistory`. */
export function signalStatement(request: SignalRequest): Statement {
  return seriesStatement(seriesRequest(request));
}

/**
 * A metric's buckets over the range and what their verdicts rest on, for `judgedSeries`.
 *
 * @throws Failure as `doraSeries` does
 */
export async function signalHistory(reader: Reader, request: SignalRequest, signal: AbortSignal): Promise<DoraSeries> {
  return await doraSeries(reader, seriesRequest(request), signal);
}

/**
 * A metric's buckets with their limits and verdicts, in total or by group. A group begins with its first bucket that had
 * anything to look at: before that it may not have been there, and zeros would be no past of its own.
 *
 * @param history as `signalHistory` gives it for the request
 */
export function judgedSeries({ buckets, lines, truncated }: DoraSeries, request: SignalRequest): SignalSeries {
  // A bucket that is cut by the start of what is read is no past to hold another against.
  const whole = buckets[0]?.partial === true ? 1 : 0;
  const firstShown = buckets.findIndex(({ endMs }) => endMs > request.range.fromMs);
  const newest = buckets.findLastIndex(({ partial }) => !partial);
  return {
    buckets: firstShown < 0 ? [] : buckets.slice(firstShown),
    newest: buckets[newest] ?? null,
    lines: lines.map(({ group, points }) => {
      const judged = judgedPoints(points, buckets, whole);
      return { group, points: firstShown < 0 ? [] : judged.slice(firstShown), newest: judged[newest] ?? null };
    }),
    shared: sharedOf(lines.map(({ points }) => ({ shared: sharedOf(points) }))),
    truncated,
  };
}

function judgedPoints(points: DoraLine['points'], buckets: readonly TimeBucket[], whole: number): SignalPoint[] {
  const first = points.findIndex(({ total }, index) => index >= whole && total > 0);
  const values = points.map(({ value }, index) => (first < 0 || index < first ? null : value));
  return buckets.map(({ partial }, index) => judge(values, index, partial));
}

/** The limits as far as the metric can reach them: nothing is below 0, and no rate over 100 %. */
export function reachable(metric: DoraMetric, { centre, lower, upper }: ProcessLimits): ProcessLimits {
  const most = DORA_METRIC_INFO[metric].unit === 'percent' ? 100 : Infinity;
  return { centre, lower: Math.max(0, lower), upper: Math.min(most, upper) };
}
