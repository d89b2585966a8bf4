import { dateTimeForTimeZone } from '@grafana/data';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Between two ticks, the shortest first. */
const STEPS_MS = [
  ...[5, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10, 30, 90, 365].map((days) => days * DAY_MS),
];

interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Ticks {
  readonly timesMs: readonly number[];
  /** How each is written, as moment.js writes times. */
  readonly format: string;
}

/**
 * Round times of a time zone along an axis.
 *
 * @param most ticks that there is room for
 */
export function timeTicks({ fromMs, toMs }: Period, most: number, timeZone: string): Ticks {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= most) ?? toMs - fromMs;
  const offsetMs = dateTimeForTimeZone(timeZone, fromMs).utcOffset() * MINUTE_MS;
  const firstMs = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const count = Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1);
  return {
    timesMs: Array.from({ length: count }, (_, index) => firstMs + index * stepMs),
    format: stepMs >= DAY_MS ? 'MM/DD' : 'MM/DD HH:mm',
  };
}
