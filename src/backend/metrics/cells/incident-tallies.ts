import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { IS_COUNTED } from '../dora/duration';
import { severeOpen, severeResolved } from '../dora/mttr';
import { IS_LINKED, LINKED_CTE, severeCreated } from '../dora/support';
import type { TimeRange } from '../time-range';
import { END_DAY, FIRST_DAY, bucketAt, bucketOfDay, windowsCtes } from './buckets-of-cells';
import { INCIDENT_MARKS, markedCtes } from './marks';

/** What is counted of incidents of all services together, by days: the rows that the definitions give. */

/**
 * The CTE `support`, as `supportCtes` gives it.
 *
 * @param boundsCte the CTE `bounds`, as `windowsCtes` has it; null where there is one already
 * @param range all buckets together
 */
export function daySupportCte(boundsCte: Sql | null, range: TimeRange): Sql {
  const created = (from: Sql, to: Sql) => severeCreated(sql`i.created_at as at`, from, to);
  // CTEs of its own, beside those of deployments of the same names.
  return sql`support as (
  with ${
    boundsCte === null
      ? empty
      : sql`${boundsCte},
  `
  }${daysCtes(range)},
  severe_created as materialized (
    ${beside(created, sql`f.id`)}
  ),
  ${LINKED_CTE},
  tallies as (
    select k.bucket, k.created, k.linked from ${BUCKETED_DAYS}
    union all
    select v.bucket, v.sign, case when ${IS_LINKED} then v.sign else 0 end from severe_created as v
  )
  select t.bucket, null::text as service, null::text as team, sum(t.created)::float8 as severe_incidents,
    sum(t.linked)::float8 as linked_incidents
  from tallies as t
  group by 1
  having sum(t.created) > 0
)`;
}

/**
 * CTEs on `bounds` that give `aggregated` of the mean time to resolution, as `aggregatedCtes` does of facts.
 *
 * @param range all buckets together
 * @param openBucket the bucket that incidents are counted in which are still open
 */
export function incidentMeanCtes(range: TimeRange, openBucket: Sql): Sql {
  return sql`${daysCtes(range)},
tallies as (
  select k.bucket, k.resolved as n, k.resolved + k.excluded as total, k.resolved_us as us, 0 as open from ${BUCKETED_DAYS}
  union all
  select f.bucket, case when ${IS_COUNTED} then f.sign else 0 end, f.sign, case when ${IS_COUNTED} then f.sign * f.us else 0 end, 0
  from (${beside(severeResolved, sql`f.us`)}) as f
  union all
  select ${openBucket}, 0, 1, 0, 1 from (${severeOpen(range.toMs)}) as v
),
aggregated as (
  select t.bucket, null::text as service, null::text as team,
    (sum(t.us) / nullif(sum(t.n), 0) / 1000000)::float8 as statistic_seconds, sum(t.n)::float8 as n, sum(t.total)::float8 as total,
    (sum(t.total) - sum(t.n) - sum(t.open))::float8 as excluded, sum(t.open)::float8 as open, 0::float8 as shared,
    null::float8[] as spread, null::float8[] as ranks
  from tallies as t
  group by 1
  having sum(t.total) > 0
)`;
}

function daysCtes(range: TimeRange): Sql {
  return sql`${markedCtes(INCIDENT_MARKS, range)},
${windowsCtes('day', range)}`;
}

/** A table expression of the days without a mark, alias `k`, with the column `bucket`. */
const BUCKETED_DAYS = sql`(
    select d.*, ${bucketOfDay(sql`stackflow.day_starts_at(d.day)`)} as bucket
    from stackflow.incident_days as d
    where d.day >= ${FIRST_DAY} and d.day < ${END_DAY} and d.day not in (select m.day from marked as m)
  ) as k`;

/**
 * `select` of the incidents that are counted beside days: of days with a mark, and of what lies between a bound and the nearest
 * midnight. Columns `bucket, sign`, by which it is counted there, and one more.
 *
 * @param between `select` of the incidents from one moment up to another, with the time `at` that places them
 * @param column an expression over an incident `f`
 */
function beside(between: (from: Sql, to: Sql) => Sql, column: Sql): Sql {
  const ofEach = sql`cross join lateral (${between(sql`w.starts_at`, sql`w.ends_at`)}
    offset 0
  ) as f`;
  return sql`select x.bucket, x.sign, ${column}
  from windows as w
  ${ofEach}
  cross join lateral (values (w.before, w.sign), (w.after, -w.sign)) as x (bucket, sign)
  where x.bucket is not null
  union all
  select ${bucketAt(sql`f.at`)}, 1, ${column}
  from runs as w
  ${ofEach}`;
}
