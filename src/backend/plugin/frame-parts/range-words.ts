import type { TimeRange } from '../../metrics/time-range';
import { DAY_MS, MINUTE_MS } from '../../metrics/time-range';
import { amount } from '../../../model/amount';

/** The shown range in words, for a screen that has no time picker. */

const HOUR_MS = 60 * MINUTE_MS;

/** A browser's clock may be as far behind, and its range still ends now. */
const SLACK_MS = 5 * MINUTE_MS;

/**
 * `last 30 days, as of 18:51`, or `30 days, as of 3 Oct, 14:00` for a range that ended before now; the year where it is
 * another.
 *
 * @param range effective (see `effectiveRange`)
 * @param zone IANA name, of the dashboard
 */
export function rangeInWords(range: TimeRange, nowMs: number, zone: string): string {
  const length = lengthInWords(range);
  return nowMs - range.toMs <= SLACK_MS
    ? `last ${length}, as of ${clock(range.toMs, zone)}`
    : `${length}, as of ${dayIn(range.toMs, nowMs, zone)}, ${clock(range.toMs, zone)}`;
}

/** In the largest unit of which there are two or more; days may lack an hour where clocks were changed. */
function lengthInWords({ fromMs, toMs }: TimeRange): string {
  const lengthMs = toMs - fromMs;
  if (lengthMs >= 2 * DAY_MS - HOUR_MS) {
    const days = lengthMs / DAY_MS;
    const isWhole = Math.abs(lengthMs - Math.round(days) * DAY_MS) <= HOUR_MS;
    return amount(isWhole ? Math.round(days) : Math.round(days * 10) / 10, 'day');
  }
  if (lengthMs >= 2 * HOUR_MS) {
    return amount(Math.round((10 * lengthMs) / HOUR_MS) / 10, 'hour');
  }
  return amount(Math.round(lengthMs / MINUTE_MS), 'minute');
}

function clock(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(ms);
}

function dayIn(ms: number, nowMs: number, timeZone: string): string {
  const year = new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone });
  const isThisYear = year.format(ms) === year.format(nowMs);
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
    timeZone,
  }).format(ms);
}
