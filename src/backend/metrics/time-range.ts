import { badRequest } from '../../model/failure';

/** A half-open range `[fromMs, toMs)` in milliseconds since the epoch; it may be empty. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Longest range a query may ask for. Real histories reach back a decade or two; centuries are typing errors. */
export const MAX_RANGE_DAYS = 25 * 366;

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 3600 * 1000;

/** PostgreSQL keeps 4713 BC to 294276 AD; a Date ends in 275760. Both ends must fit either. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

/**
 * The range a metric is computed over: one that ends in the future ends now.
 *
 * @throws Failure 400 for a reversed, empty, too long or absurd range
 */
export function effectiveRange(requested: TimeRange, nowMs: number): TimeRange {
  const { fromMs, toMs } = requested;
  if (![fromMs, toMs].every((ms) => Number.isInteger(ms) && ms >= EARLIEST_MS && ms <= LATEST_MS)) {
    throw badRequest('The time range is outside the years 1900 to 2200.', 'Choose another range.');
  }
  if (fromMs >= toMs) {
    throw badRequest('The time range does not end after it begins.', 'Choose a start that lies before the end.');
  }
  const days = (toMs - fromMs) / DAY_MS;
  if (days > MAX_RANGE_DAYS) {
    throw badRequest(
      `The time range of ${Math.round(days)} days is longer than the ${MAX_RANGE_DAYS} days a query may cover.`,
      'Choose a shorter range.'
    );
  }
  return { fromMs: Math.min(fromMs, nowMs), toMs: Math.min(toMs, nowMs) };
}

/** Length in days of 24 hours, fractions included. */
export function rangeDays({ fromMs, toMs }: TimeRange): number {
  return (toMs - fromMs) / DAY_MS;
}
