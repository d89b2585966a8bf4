import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { Interval } from '../../metrics/evidence/interval';

/** A value with its interval as people read it, for example `7.1 % (3.9–12.4)`. */

interface Unit {
  readonly name: string;
  /** How many of the metric's own units it holds. */
  readonly size: number;
}

/** Grafana's, so that a number and its interval look alike. */
const DURATIONS: readonly Unit[] = [
  { name: 'years', size: 365 * 86_400 },
  { name: 'weeks', size: 7 * 86_400 },
  { name: 'days', size: 86_400 },
  { name: 'hours', size: 3600 },
  { name: 'mins', size: 60 },
];

function unitFor(metric: DoraMetric, value: number): Unit {
  switch (DORA_METRIC_INFO[metric].unit) {
    case 'percent':
      return { name: '%', size: 1 };
    case 'perDay':
      return { name: '/ day', size: 1 };
    case 'seconds':
      return DURATIONS.find(({ size }) => value >= size) ?? { name: 's', size: 1 };
  }
}

/** The value and its interval in one unit; without the interval where the sample sets no bound at all. */
export function valueText(metric: DoraMetric, value: number, interval: Interval | null): string {
  const unit = unitFor(metric, value);
  const bounds = interval === null ? '' : boundsText(interval, unit);
  return `${short(value / unit.size)} ${unit.name}${bounds === '' ? '' : ` (${bounds})`}`;
}

/** The interval alone, with its unit: `3.9–12.4 %`; null where there is none. */
export function intervalText(metric: DoraMetric, value: number | null, interval: Interval | null): string | null {
  if (value === null || interval === null) {
    return null;
  }
  const unit = unitFor(metric, value);
  const bounds = boundsText(interval, unit);
  return bounds === '' ? null : `${bounds} ${unit.name}`;
}

function boundsText({ lower, upper }: Interval, { size }: Unit): string {
  if (lower === null) {
    return upper === null ? '' : `up to ${short(upper / size)}`;
  }
  return upper === null ? `from ${short(lower / size)}` : `${short(lower / size)}–${short(upper / size)}`;
}

/** Two places of what is small, one of tens, none of hundreds. */
function short(value: number): string {
  const places = Math.abs(value) < 1 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
  return String(Number(value.toFixed(places)));
}
