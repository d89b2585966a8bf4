import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Bucket } from '../../model/query-fields';
import { fittingSeconds, isFitting } from './fitting-step';
import { DAY_MS } from './time-range';
import type { TimeRange } from './time-range';

/** How a range is cut: calendar units in a zone, or pieces of fixed length since the epoch. */
export type Bucketing =
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly zone: string }
  | { readonly kind: 'fixed'; readonly seconds: number };

export type CalendarUnit = 'hour' | 'day' | 'week' | 'month';

/** One bucket `[startMs, endMs)`, in milliseconds since the epoch. */
export interface TimeBucket {
  readonly startMs: number;
  readonly endMs: number;
  /** Cut by the range's edge or by now, so that it counts less than its whole length. */
  readonly partial: boolean;
}

const HOUR_MS = 3600_000;

/** The nominal length by which `auto` picks a unit for the panel's interval. */
const NOMINAL_MS: readonly (readonly [CalendarUnit, number])[] = [
  ['hour', HOUR_MS],
  ['day', DAY_MS],
  ['week', 7 * DAY_MS],
];

/** How long a bucket is, at most an hour less where a clock is turned; of a month its longest. */
export function nominalMs(bucketing: Bucketing): number {
  if (bucketing.kind === 'fixed') {
    return bucketing.seconds * 1000;
  }
  return NOMINAL_MS.find(([unit]) => unit === bucketing.unit)?.[1] ?? 31 * DAY_MS;
}

export interface BucketChoice {
  readonly bucket: Bucket;
  readonly zone: string;
  /** The panel's interval in ms, as Grafana computes it from range and width. */
  readonly intervalMs: number;
}

/** How the range is asked to be cut, whatever that gives. */
export function requestedBucketing({ bucket, zone, intervalMs }: BucketChoice): Bucketing {
  return bucket === 'interval'
    ? { kind: 'fixed', seconds: wholeSeconds(intervalMs) }
    : { kind: 'calendar', unit: bucket === 'auto' ? unitFor(intervalMs) : bucket, zone };
}

/** A panel's interval in whole seconds, from 1. */
export function wholeSeconds(intervalMs: number): number {
  return Math.max(1, Math.ceil(intervalMs / 1000));
}

/** How the range is cut: as asked, or coarser where that would give more than `MAX_POINTS`. */
export function chooseBucketing(choice: BucketChoice, range: TimeRange): Bucketing {
  const requested = requestedBucketing(choice);
  if (requested.kind === 'fixed') {
    return { kind: 'fixed', seconds: fittingSeconds(requested.seconds, range) };
  }
  // Any range has room for days.
  return requested.unit === 'hour' && !isFitting(HOUR_MS, range) ? { ...requested, unit: 'day' } : requested;
}

function unitFor(intervalMs: number): CalendarUnit {
  return NOMINAL_MS.find(([, lengthMs]) => intervalMs <= lengthMs)?.[0] ?? 'month';
}

/**
 * The CTE `bounds (bucket int, starts_at, ends_at timestamptz)`: every bucket that touches the
 * range, numbered from 1.
 */
export function boundsCte(bucketing: Bucketing, range: TimeRange): Sql {
  return sql`bounds as materialized (
  select (row_number() over (order by starts_at))::int as bucket, starts_at, ends_at
  from (
    select starts_at, lead(starts_at) over (order by starts_at) as ends_at
    from (${starts(bucketing, range)}) as every_start
  ) as spans
  where starts_at < ${timestamp(range.toMs)} and ends_at > ${timestamp(range.fromMs)}
)`;
}

/** Starts of all buckets that touch the range, and one more to end the last. */
function starts(bucketing: Bucketing, range: TimeRange): Sql {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  if (bucketing.kind === 'fixed') {
    const step = sql`make_interval(secs => ${bucketing.seconds})`;
    return sql`select generate_series(date_bin(${step}, ${from}, timestamptz 'epoch'), ${to} + ${step}, ${step}) as starts_at`;
  }
  const { unit, zone } = bucketing;
  if (unit === 'hour') {
    // Hours are elapsed time: the one that a clock shows twice in autumn is two buckets.
    return sql`select generate_series(date_trunc('hour', ${from}, ${zone}::text), ${to} + interval '1 hour', interval '1 hour') as starts_at`;
  }
  // A whole day may be skipped, so two may begin at once; and clocks may be turned back over midnight, so
  // that the range ends on the local day before the one it began last.
  const step = sql`('1 ' || ${unit}::text)::interval`;
  return sql`
      select distinct stackflow.first_instant(local_start, ${zone}::text) as starts_at
      from generate_series(
        date_trunc(${unit}::text, ${from} at time zone ${zone}::text),
        (${to} at time zone ${zone}::text) + 2 * ${step},
        ${step}
      ) as local_start`;
}

/** A `timestamptz` parameter from milliseconds since the epoch. */
export function timestamp(ms: number): Sql {
  return sql`${new Date(ms)}::timestamptz`;
}
