import type { ProcessLimits } from './process-limits';

/** What counts as a change: Wheeler's three rules, as in "Understanding Variation". */

/** How many buckets the longest rule looks at. They are never part of their own baseline. */
export const JUDGED_POINTS = 8;

/** Of how many buckets three must be near a limit. */
const NEAR_WINDOW = 4;
const NEAR_POINTS = 3;

/**
 * - `outside`: the value is outside the limits;
 * - `nearLimit`: it and two of the three before are nearer to the same limit than to the centre;
 * - `oneSide`: it and the seven before are on the same side of the centre.
 */
export type SignalRule = 'outside' | 'nearLimit' | 'oneSide';
export type Side = 'above' | 'below';

export interface Signal {
  readonly rule: SignalRule;
  readonly side: Side;
}

/**
 * The first rule that the last value breaks; null where it breaks none.
 *
 * @param judged the last `JUDGED_POINTS` buckets, or fewer, in order of time; null where one has no value, which is then
 *   on no side
 */
export function brokenRule(judged: readonly (number | null)[], limits: ProcessLimits): Signal | null {
  const value = judged.at(-1) ?? null;
  if (value === null || value === limits.centre) {
    return null;
  }
  const side: Side = value > limits.centre ? 'above' : 'below';
  const limit = side === 'above' ? limits.upper : limits.lower;
  // 0 at the centre, 1 at the limit, and negative on the other side.
  const distances = judged.map((one) => (one === null ? 0 : (one - limits.centre) / (limit - limits.centre)));
  const near = distances.slice(-NEAR_WINDOW).filter((distance) => distance > 0.5);
  if ((distances.at(-1) ?? 0) > 1) {
    return { rule: 'outside', side };
  }
  if ((distances.at(-1) ?? 0) > 0.5 && near.length >= NEAR_POINTS) {
    return { rule: 'nearLimit', side };
  }
  const run = distances.slice(-JUDGED_POINTS);
  return run.length === JUDGED_POINTS && run.every((distance) => distance > 0) ? { rule: 'oneSide', side } : null;
}
