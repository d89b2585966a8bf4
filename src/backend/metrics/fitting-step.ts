import type { TimeRange } from './time-range';

/** How fine a series may be. Grafana asks for a point a second where nobody chose an interval. */

/** Most buckets or points of one series: as many as Prometheus gives, far more than any screen shows. */
export const MAX_POINTS = 11_000;

/** Seconds that people count in. Each divides a day, so that every step begins at midnight UTC. */
const STEPS = [1, 2, 5, 10, 15, 30].flatMap((count) => [count, count * 60]);
const HOURS = [1, 2, 3, 6, 12, 24].map((count) => count * 3600);
const NICE_SECONDS: readonly number[] = [...STEPS, ...HOURS].toSorted((one, other) => one - other);

/** Whether pieces of this length, none of which is shorter, are few enough for the range; one more is cut by its edges. */
export function isFitting(shortestMs: number, { fromMs, toMs }: TimeRange): boolean {
  return Math.ceil((toMs - fromMs) / shortestMs) + 1 <= MAX_POINTS;
}

/**
 * The asked step where the range has room for it, or else the smallest step of `NICE_SECONDS` that fits. A day fits
 * any range that a query may ask for.
 *
 * @param requestedSeconds whole, from 1
 */
export function fittingSeconds(requestedSeconds: number, range: TimeRange): number {
  return isFitting(requestedSeconds * 1000, range)
    ? requestedSeconds
    : (NICE_SECONDS.find((seconds) => isFitting(seconds * 1000, range)) ?? Math.max(...NICE_SECONDS));
}
