import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { Bucketing, TimeBucket } from '../../metrics/buckets';
import type { SignalPoint, Verdict } from '../../metrics/signal/judge';
import type { ProcessLimits } from '../../metrics/signal/process-limits';
import { MIN_BASELINE_VALUES } from '../../metrics/signal/process-limits';
import type { Signal } from '../../metrics/signal/rules';
import { reachable } from '../../metrics/signal/signal-series';

/** What a signal says, in words. */

/** A bucket of a signal, for texts. */
export interface NamedBucket {
  readonly bucket: TimeBucket;
  readonly bucketing: Bucketing;
}

/**
 * Why a bucket has the verdict it has, as `Week from 2026-03-02: 12 %, above the upper limit of 8.1 % (usual 4 %, from 0 %
 * to 8.1 %)`.
 */
export function reasonText(metric: DoraMetric, point: SignalPoint, named: NamedBucket): string {
  const name = bucketText(named);
  const { value, limits, verdict } = point;
  if (verdict.kind === 'unknown') {
    return `${name}: ${WHY_UNKNOWN[verdict.why]}`;
  }
  if (value === null || limits === null) {
    return name;
  }
  const { centre, lower, upper } = reachable(metric, limits);
  const figure = (amount: number) => figureText(metric, amount);
  const usual = `usual ${figure(centre)}, from ${figure(lower)} to ${figure(upper)}`;
  const found = verdict.kind === 'usual' ? 'within its limits' : signalText(verdict, limits, figure);
  return `${name}: ${figure(value)}, ${found} (${usual})`;
}

function signalText({ rule, side }: Signal, limits: ProcessLimits, figure: (amount: number) => string): string {
  switch (rule) {
    case 'outside':
      return side === 'above'
        ? `above the upper limit of ${figure(limits.upper)}`
        : `below the lower limit of ${figure(limits.lower)}`;
    case 'nearLimit':
      return `the third of four near the ${side === 'above' ? 'upper' : 'lower'} limit`;
    case 'oneSide':
      return `the eighth in a row ${side} the usual`;
  }
}

const WHY_UNKNOWN: Readonly<Record<Extract<Verdict, { kind: 'unknown' }>['why'], string>> = {
  noValue: 'no data',
  unfinished: 'not finished',
  shortHistory: `fewer than ${MIN_BASELINE_VALUES} values in the past to hold it against`,
  noVariation: 'the past never varied, so there is no measure of a change',
};

function bucketText({ bucket, bucketing }: NamedBucket): string {
  const zone = bucketing.kind === 'calendar' ? bucketing.zone : 'UTC';
  const unit = bucketing.kind === 'calendar' ? bucketing.unit : 'interval';
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(bucket.startMs);
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' }).format(bucket.startMs);
  const isWhole = unit === 'week' || unit === 'month' || unit === 'day';
  return `${unit.charAt(0).toUpperCase()}${unit.slice(1)} from ${isWhole ? day : `${day} ${time}`}`;
}

/** A value of a bucket with its unit: `12`, `4.5 %`, `2.3 h`. */
function figureText(metric: DoraMetric, value: number): string {
  switch (DORA_METRIC_INFO[metric].unit) {
    case 'perDay':
      return rounded(value);
    case 'percent':
      return `${rounded(value)} %`;
    case 'seconds': {
      const { unit, seconds } = DURATIONS.find(({ from }) => value >= from) ?? SECOND;
      return `${rounded(value / seconds)} ${unit}`;
    }
  }
}

/** Units, and the seconds from which they are used. */
const DURATIONS = [
  { unit: 'd', seconds: 86_400, from: 2 * 86_400 },
  { unit: 'h', seconds: 3600, from: 3600 },
  { unit: 'min', seconds: 60, from: 60 },
] as const;
const SECOND = { unit: 's', seconds: 1 } as const;

/** To a tenth; no one needs more to know a change. */
function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
