import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import { notMeasured } from '../../../model/level-evidence';
import type { Reader } from '../../aurora/reader';
import type { Statement } from '../../aurora/statement';
import { groupKey, groupOf } from '../scope';
import type { Group } from '../scope';
import { PERIOD_BUCKETS } from './periods';
import { factsOf } from './request';
import type { DoraRequest } from './request';
import { periodsStatement, totalsOf } from './totals';
import type { DoraTotals, PeriodRow } from './totals';
import { isMoreThanChance } from './significance';
import { supportOf } from './support';

/** A metric beside what it was in the period of the same length that ends where the range begins. */

/** How a value compares with the one before. */
export type Change =
  /** In percent of the value before, or for rates the difference in percentage points. */
  | { readonly kind: 'known'; readonly amount: number }
  /** One of the two is missing, or the one before is 0 and the change no percentage of it. */
  | { readonly kind: 'unknown' };

/** What the period before says of a value. */
export interface Trend {
  /** The value then; null where there was none, or the group was not there. */
  readonly then: number | null;
  readonly change: Change;
  /**
   * `better` and `worse` are more than chance at 95 %, `usual` is not; `unmeasured` in one of the two periods, `unknown`
   * without a value in one of them.
   */
  readonly verdict: 'better' | 'worse' | 'usual' | 'unmeasured' | 'unknown';
}

export interface ComparedTotals extends DoraTotals {
  /** By `groupKey`. */
  readonly trends: ReadonlyMap<string, Trend>;
}

export function comparedStatement(request: DoraRequest): Statement {
  return periodsStatement(request, ['now', 'before']);
}

/**
 * A DORA metric over a range and over the period before, in one statement.
 *
 * @throws Failure as `Reader.run` does
 */
export async function comparedTotals(
  reader: Reader,
  request: DoraRequest,
  signal: AbortSignal
): Promise<ComparedTotals> {
  const rows = await reader.run<PeriodRow>(comparedStatement(request), signal);
  const now = rows.filter(({ bucket }) => bucket === PERIOD_BUCKETS.now);
  const before = rows.filter(({ bucket }) => bucket === PERIOD_BUCKETS.before);
  const totals = totalsOf(now, request);
  const valuesThen = totalsOf(before, request).totals;
  const keyOf = (row: PeriodRow) => groupKey(groupOf(request.grouping, row));
  const rowsThen = new Map(before.map((row) => [keyOf(row), row]));
  const then = new Map(valuesThen.map(({ group, measurement }) => [groupKey(group), measurement.value]));
  const values = new Map(totals.totals.map(({ group, measurement }) => [groupKey(group), measurement.value]));
  const trends = now.map((row): [string, Trend] => {
    const key = keyOf(row);
    return [
      key,
      trendOf(
        request,
        { row, value: values.get(key) ?? null },
        { row: rowsThen.get(key), value: then.get(key) ?? null }
      ),
    ];
  });
  return { ...totals, trends: new Map(trends) };
}

export function trendFor({ trends }: ComparedTotals, group: Group): Trend {
  return trends.get(groupKey(group)) ?? withoutChange({ then: null });
}

/** The trend of what has no value now. */
export function withoutChange({ then }: Pick<Trend, 'then'>): Trend {
  return { then, change: { kind: 'unknown' }, verdict: 'unknown' };
}

interface Side {
  readonly row: PeriodRow | undefined;
  readonly value: number | null;
}

function trendOf(request: DoraRequest, now: Side, before: Side): Trend {
  const { metric } = request;
  const change = changeOf(metric, now.value, before.value);
  return { then: before.value, change, verdict: verdictOf(request, now, before) };
}

function verdictOf(request: DoraRequest, now: Side, before: Side): Trend['verdict'] {
  const { metric } = request;
  if (now.value === null || before.value === null || now.row === undefined || before.row === undefined) {
    return 'unknown';
  }
  if ([now.row, before.row].some((row) => notMeasured(metric, { support: supportOf(row) }) !== null)) {
    return 'unmeasured';
  }
  if (!isMoreThanChance(factsOf(request), now.row, before.row)) {
    return 'usual';
  }
  return now.value > before.value === (metric === 'deploymentFrequency') ? 'better' : 'worse';
}

/** What has changed since the period before. */
export function changeOf(metric: DoraMetric, value: number | null, valueThen: number | null): Change {
  if (value === null || valueThen === null) {
    return { kind: 'unknown' };
  }
  if (DORA_METRIC_INFO[metric].unit === 'percent') {
    return { kind: 'known', amount: value - valueThen };
  }
  return valueThen === 0 ? { kind: 'unknown' } : { kind: 'known', amount: (100 * (value - valueThen)) / valueThen };
}
