import { TARGET_DECIMALS } from './slo';

/** 100 % in steps of the finest target there is, so that the arithmetic below stays in whole numbers. */
const WHOLE_IN_STEPS = 100 * 10 ** TARGET_DECIMALS;
const MINUTES_A_DAY = 24 * 60;

/**
 * Minutes of downtime that an SLO allows in its window: its error budget, as `docs/metrics.md` and
 * the function stackflow.error_budget define it: window × (100 − target) ÷ 100. Explains a
 * definition; what is left of a budget is the backend's to compute.
 *
 * @param targetPercent over 0 and at most 100, up to four decimals
 * @param windowDays whole days
 */
export function allowedDowntimeMinutes(targetPercent: number, windowDays: number): number {
  const targetInSteps = Math.round(targetPercent * 10 ** TARGET_DECIMALS);
  return (windowDays * MINUTES_A_DAY * (WHOLE_IN_STEPS - targetInSteps)) / WHOLE_IN_STEPS;
}
