import { BASELINE_POINTS, processLimits } from './process-limits';
import type { NoLimits, ProcessLimits } from './process-limits';
import { JUDGED_POINTS, brokenRule } from './rules';
import type { Signal } from './rules';

/** Buckets before a judged one that its verdict rests on. */
export const HISTORY_POINTS = BASELINE_POINTS + JUDGED_POINTS - 1;

/** What a bucket says. */
export type Verdict =
  | { readonly kind: 'usual' }
  | ({ readonly kind: 'signal' } & Signal)
  /** `noValue`: the bucket has none; `unfinished`: it is cut by the range's end or by now. */
  | { readonly kind: 'unknown'; readonly why: NoLimits | 'noValue' | 'unfinished' };

export interface SignalPoint {
  /** In the metric's unit, a count of the bucket for a frequency; null where there is no data. */
  readonly value: number | null;
  /** Null where the past is too short, or never varied. */
  readonly limits: ProcessLimits | null;
  readonly verdict: Verdict;
}

/**
 * The bucket at `index` against its own past. Its baseline are the `BASELINE_POINTS` buckets before the `JUDGED_POINTS`
 * that end with it: so no bucket that a rule looks at moves the limits it is held against, and the verdict does not depend
 * on the range that is shown.
 *
 * @param values of all buckets, in order of time
 * @param isUnfinished whether the bucket may still change by time going on
 */
export function judge(values: readonly (number | null)[], index: number, isUnfinished: boolean): SignalPoint {
  const value = values[index] ?? null;
  const firstJudged = Math.max(0, index + 1 - JUDGED_POINTS);
  const limits = processLimits(values.slice(Math.max(0, firstJudged - BASELINE_POINTS), firstJudged));
  const known = typeof limits === 'string' ? null : limits;
  const unknown = (why: Exclude<Verdict, { kind: 'usual' | 'signal' }>['why']): SignalPoint => ({
    value,
    limits: known,
    verdict: { kind: 'unknown', why },
  });
  if (isUnfinished) {
    return unknown('unfinished');
  }
  if (typeof limits === 'string') {
    return unknown(limits);
  }
  if (value === null) {
    return unknown('noValue');
  }
  const signal = brokenRule(values.slice(firstJudged, index + 1), limits);
  return { value, limits, verdict: signal === null ? { kind: 'usual' } : { kind: 'signal', ...signal } };
}
