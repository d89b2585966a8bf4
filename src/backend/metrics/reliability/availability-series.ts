import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { mapInSlices } from '../../turns/slices';
import { boundsCte, timestamp } from '../buckets';
import type { Bucketing, TimeBucket } from '../buckets';
import { downCte } from '../downtime/down-pieces';
import { availabilityPercent, microseconds } from '../downtime/downtime-sql';
import { listed, numberIn } from '../listed';
import type { ListedNumbers } from '../listed';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { LEAST_RELIABLE_FIRST, SCOPED_IDS, scopedServicesCte } from './scoped-services';

export interface AvailabilitySeriesRequest {
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  readonly bucketing: Bucketing;
  /** Most rows to read; what is over is left out, and said. */
  readonly rowLimit: number;
}

export interface AvailabilityLine {
  readonly service: string;
  readonly team: string | null;
  /** What its strictest enabled SLO demands now, in percent; null where it has none. */
  readonly targetPercent: number | null;
  /** Whether it ever had an outage, or somebody said since when it is monitored: else 100 % may be mere silence. */
  readonly isOnRecord: boolean;
  /**
   * In percent, one for each bucket. A bucket cut by the range's edge, or by the service's end, is measured
   * over the part inside; null where there is none, and where nothing is known.
   */
  readonly points: readonly (number | null)[];
}

export interface AvailabilitySeries {
  readonly buckets: readonly TimeBucket[];
  /** From least to most reliable over the range, as in the ranking. */
  readonly lines: readonly AvailabilityLine[];
  readonly truncated: boolean;
}

type SeriesRow =
  | { readonly kind: 'bucket'; readonly bucket: number; readonly start_ms: number; readonly end_ms: number }
  | {
      readonly kind: 'service';
      readonly rank: number;
      readonly service: string;
      readonly team: string | null;
      /** The part of the range that the service is measured over. */
      readonly start_ms: number;
      readonly end_ms: number;
      readonly target_percent: number | null;
      readonly is_on_record: boolean;
    }
  /** The points of a service, with a place in both lists for each. */
  | {
      readonly kind: 'points';
      readonly rank: number;
      readonly buckets: ListedNumbers;
      readonly availabilities: ListedNumbers;
    };

/**
 * One statement: buckets, services by rank, and for each service that was down a row with a point for each bucket in
 * which it was. Points of 100 % are not sent; they are filled in here.
 */
export function availabilitySeriesStatement({
  scope,
  range,
  bucketing,
  rowLimit,
}: AvailabilitySeriesRequest): Statement {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  const starts = sql`(select array_agg(b.starts_at order by b.bucket) from bounds as b)`;
  return statementOf(sql`with ${boundsCte(bucketing, range)},
${scopedServicesCte(scope, range)},
${downCte(SCOPED_IDS, from, to)},
totals as (
  select d.service_id, sum(${microseconds(sql`lower(d.period)`, sql`upper(d.period)`)}) as us
  from down as d
  group by d.service_id
),
ranked as materialized (
  select s.*, (row_number() over (order by ${LEAST_RELIABLE_FIRST}))::int as rank
  from scoped as s
  left join totals as d on d.service_id = s.id
),
measured as (
  select d.service_id, b.bucket, b.starts_at, b.ends_at,
    sum(${microseconds(sql`greatest(lower(d.period), b.starts_at)`, sql`least(upper(d.period), b.ends_at)`)}) as downtime_us
  from down as d
  cross join lateral generate_series(
    width_bucket(lower(d.period), ${starts}),
    width_bucket(upper(d.period) - interval '1 microsecond', ${starts})
  ) as g (bucket)
  join bounds as b on b.bucket = g.bucket
  group by d.service_id, b.bucket, b.starts_at, b.ends_at
)
select *
from (
  select 'bucket' as kind, null::int as rank, b.bucket, null::text as service, null::text as team,
    extract(epoch from b.starts_at)::float8 * 1000 as start_ms, extract(epoch from b.ends_at)::float8 * 1000 as end_ms,
    null::float8 as target_percent, null::boolean as is_on_record, null::json as buckets, null::json as availabilities
  from bounds as b
  union all
  (
    select 'service', r.rank, null, r.name, r.team, extract(epoch from r.measured_from)::float8 * 1000,
      extract(epoch from r.measured_to)::float8 * 1000, r.target_percent, r.is_on_record, null, null
    from ranked as r
    order by r.rank
    limit ${rowLimit + 1}
  )
  union all
  (
    select 'points', p.rank, null, null, null, null, null, null, null, ${listed(sql`p.bucket`)}, ${listed(sql`p.availability`)}
    from (
      select r.rank, m.bucket,
        ${availabilityPercent(
          sql`m.downtime_us`,
          microseconds(sql`greatest(m.starts_at, r.measured_from)`, sql`least(m.ends_at, r.measured_to)`)
        )} as availability
      from measured as m
      join ranked as r on r.id = m.service_id
      order by r.rank, m.bucket
      limit ${rowLimit + 1}
    ) as p
    group by p.rank
  )
) as answer
order by kind, rank, bucket`);
}

/**
 * Availability of services in scope in each bucket of the range.
 *
 * @throws Failure as `Reader.run` does
 */
export async function availabilitySeries(
  reader: Reader,
  request: AvailabilitySeriesRequest,
  signal: AbortSignal
): Promise<AvailabilitySeries> {
  const { range, rowLimit } = request;
  if (range.fromMs >= range.toMs) {
    // A range that lies in the future has no bucket yet.
    return { buckets: [], lines: [], truncated: false };
  }
  const rows = await reader.run<SeriesRow>(availabilitySeriesStatement(request), signal);
  const buckets = rows.filter((row) => row.kind === 'bucket').map((row) => timeBucket(row, range));
  const services = rows.filter((row) => row.kind === 'service');
  const points = rows.filter((row) => row.kind === 'points');
  // Half a line would lie: services from the one that the limit cut are left out.
  const isCut = points.reduce((sum, row) => sum + row.buckets.length, 0) > rowLimit;
  const cutRank = (isCut ? points.at(-1)?.rank : undefined) ?? Infinity;
  const room = Math.max(1, Math.floor(rowLimit / Math.max(1, buckets.length)));
  const shown = services.filter(({ rank }) => rank < cutRank).slice(0, room);
  const pointsOf = new Map(points.map((row) => [row.rank, row]));
  const lines = await mapInSlices(shown, (row) => lineOf(row, pointsOf.get(row.rank), buckets));
  return { buckets, lines, truncated: shown.length < services.length };
}

type ServiceRow = Extract<SeriesRow, { kind: 'service' }>;
type PointsRow = Extract<SeriesRow, { kind: 'points' }>;

/**
 * A bucket without downtime has no point: the service was there all the time that it was measured.
 *
 * @param down undefined: it was never down
 */
function lineOf(row: ServiceRow, down: PointsRow | undefined, buckets: readonly TimeBucket[]): AvailabilityLine {
  const points = buckets.map((bucket): number | null =>
    Math.max(bucket.startMs, row.start_ms) < Math.min(bucket.endMs, row.end_ms) ? 100 : null
  );
  for (let place = 0; down !== undefined && place < down.buckets.length; place += 1) {
    points[(numberIn(down.buckets, place) ?? NaN) - 1] = numberIn(down.availabilities, place);
  }
  return {
    service: row.service,
    team: row.team,
    targetPercent: row.target_percent,
    isOnRecord: row.is_on_record,
    points,
  };
}

function timeBucket(
  { start_ms: startMs, end_ms: endMs }: Extract<SeriesRow, { kind: 'bucket' }>,
  range: TimeRange
): TimeBucket {
  return { startMs, endMs, partial: startMs < range.fromMs || endMs > range.toMs };
}
