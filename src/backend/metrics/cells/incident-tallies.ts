import sql, { empty, join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
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
 * @param periods the buckets by their number, where they are periods; two are compared. Null of a series
 */
export function incidentMeanCtes(range: TimeRange, periods: ReadonlyMap<number, TimeRange> | null): Sql {
  const open = (bucket: number | null, toMs: number) =>
    sql`select ${bucket}::int, 0, 1, 0, 1 from (${severeOpen(toMs)}) as v`;
  // In a series those that are open are in no bucket.
  const openOfEach =
    periods === null ? [open(null, range.toMs)] : [...periods].map(([bucket, { toMs }]) => open(bucket, toMs));
  const ranked = rankedCte([...(periods ?? [])]);
  return sql`${daysCtes(range)},
tallies as (
  select k.bucket, k.resolved as n, k.resolved + k.excluded as total, k.resolved_us as us, 0 as open from ${BUCKETED_DAYS}
  union all
  select f.bucket, case when ${IS_COUNTED} then f.sign else 0 end, f.sign, case when ${IS_COUNTED} then f.sign * f.us else 0 end, 0
  from (${beside(severeResolved, sql`f.us`)}) as f
  union all
  ${join(openOfEach, '\n  union all\n  ')}
),
${
  ranked === null
    ? empty
    : sql`${ranked},
`
}aggregated as (
  select t.bucket, null::text as service, null::text as team,
    (sum(t.us) / nullif(sum(t.n), 0) / 1000000)::float8 as statistic_seconds, sum(t.n)::float8 as n, sum(t.total)::float8 as total,
    (sum(t.total) - sum(t.n) - sum(t.open))::float8 as excluded, sum(t.open)::float8 as open, 0::float8 as shared,
    null::float8[] as spread, ${ranked === null ? sql`null::float8[]` : sql`(select r.ranks from ranked as r where r.bucket = t.bucket)`} as ranks
  from tallies as t
  group by 1
  having sum(t.total) > 0
)`;
}

/**
 * The CTE `ranked (bucket, ranks)`: of two periods that follow one another, the ranks that `ranksColumn` gives. Null of other than two.
 * Each duration is ranked once, with how often it is in either: no window has to look for equal ones. Sorted first, since PostgreSQL
 * cannot guess how many there are.
 */
function rankedCte([before, now, ...others]: ReadonlyArray<readonly [bucket: number, range: TimeRange]>): Sql | null {
  if (before === undefined || now === undefined || others.length > 0) {
    return null;
  }
  const [[bucketBefore, { fromMs }], [bucketNow, { fromMs: nowFromMs, toMs }]] = [before, now];
  const ranksOf = (n: Sql) => sql`array[
      (sum(${n} * (2 * d.upto - d.n + 1)) filter (where ${n} > 0) / 2)::float8,
      sum(${n} * (d.n::float8 * d.n - 1)) filter (where ${n} > 0)]`;
  return sql`ranked (bucket, ranks) as materialized (
  select r.*
  from (
    select ${ranksOf(sql`(d.n - d.n_now)`)} as before, ${ranksOf(sql`d.n_now`)} as now
    from (
      select d.n, d.n_now, sum(d.n) over (order by d.us rows unbounded preceding) as upto
      from (
        select f.us, count(*)::int as n, (count(*) filter (where f.at >= ${timestamp(nowFromMs)}))::int as n_now
        from (
          select v.at, v.us from (${severeResolved(timestamp(fromMs), timestamp(toMs))}) as v
          order by v.us
          offset 0
        ) as f
        where ${IS_COUNTED}
        group by 1
      ) as d
    ) as d
  ) as d
  cross join lateral (values (${bucketBefore}::int, d.before), (${bucketNow}::int, d.now)) as r
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
