import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { Reader } from '../../aurora/reader';
import type { Statement } from '../../aurora/statement';
import { groupKey } from '../scope';
import type { Group } from '../scope';
import type { TimeRange } from '../time-range';
import type { DoraRequest } from './request';
import { doraTotals, totalsStatement } from './totals';
import type { DoraTotals } from './totals';

/** A metric beside what it was in the period of the same length that ends where the range begins. */

/** How a value compares with the one before. */
export type Change =
  /** In percent of the value before, or for rates the difference in percentage points. */
  | { readonly kind: 'known'; readonly amount: number }
  /** One of the two is missing, or the one before is 0 and the change no percentage of it. */
  | { readonly kind: 'unknown' };

export interface ComparedTotals extends DoraTotals {
  /** The value of the period before by `groupKey`; none for a group that was not there. */
  readonly before: ReadonlyMap<string, number | null>;
}

export function previousPeriod({ fromMs, toMs }: TimeRange): TimeRange {
  return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
}

const before = (request: DoraRequest): DoraRequest => ({ ...request, range: previousPeriod(request.range) });

export function comparedStatements(request: DoraRequest): Statement[] {
  return [totalsStatement(request), totalsStatement(before(request))];
}

/**
 * A DORA metric over a range and over the period before.
 *
 * @throws Failure as `Reader.run` does
 */
export async function comparedTotals(
  reader: Reader,
  request: DoraRequest,
  signal: AbortSignal
): Promise<ComparedTotals> {
  const [now, then] = await Promise.all([
    doraTotals(reader, request, signal),
    doraTotals(reader, before(request), signal),
  ]);
  return {
    ...now,
    // A group that only the period before left out would else seem to have had no data.
    truncated: now.truncated || then.truncated,
    before: new Map(then.totals.map(({ group, measurement }) => [groupKey(group), measurement.value])),
  };
}

export function valueBefore({ before: values }: ComparedTotals, group: Group): number | null {
  return values.get(groupKey(group)) ?? null;
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
