import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import type { TimeRange } from '../time-range';

/**
 * Cells are put into buckets whose bounds need not be those of cells. A bound stands for the nearest bound of cells, so
 * that each cell is in one bucket; and what lies between the two is moved to where it belongs, as records. So the sums are
 * exact for any bounds, and no bucket reads more records than those of half a cell at either end.
 */

/**
 * Where cells begin and end: at midnights of UTC, or at quarters of an hour. Of quarters whole days may be added up first: then
 * quarters are for days what records are for quarters.
 */
export type CellUnit = 'day' | 'quarter';

/** The bound of cells that is nearest to a moment. */
function nearest(unit: CellUnit, at: Sql): Sql {
  return unit === 'day'
    ? sql`stackflow.day_starts_at(stackflow.utc_day(${at} + interval '12 hours'))`
    : sql`date_bin('15 minutes', ${at} + interval '450 seconds', timestamptz 'epoch')`;
}

/**
 * CTEs on `bounds (bucket int, starts_at, ends_at)`, which follow one another, and `marked`:
 *
 * - `bucket_bounds (before, after int, at, cell_at, day_at timestamptz)`: each bound, the buckets on its two sides, null outside
 *   the range, and the nearest bound of cells and of days,
 * - `windows (before, after int, sign int, starts_at, ends_at)`: what lies between a bound and that of cells, of days without a
 *   mark. To the bucket before it is to be added `sign` times, and taken from the one after as often,
 * - of quarters, `day_windows` alike: what lies between the bound of cells and that of days,
 * - of days, `bucket_days (day int, bucket int)`: the bucket that each day is put into, and `marked_days`, those with a mark. They
 *   are materialized, so that what their cells hold is looked up: PostgreSQL cannot guess how few there are.
 */
export function windowsCtes(unit: CellUnit, { fromMs, toMs }: TimeRange): Sql {
  return sql`bucket_bounds as materialized (
  select e.before, e.after, e.at, ${nearest(unit, sql`e.at`)} as cell_at, ${nearest('day', sql`e.at`)} as day_at
  from (
    select lag(b.bucket) over (order by b.bucket) as before, b.bucket as after, greatest(b.starts_at, ${timestamp(fromMs)}) as at
    from bounds as b
    union all
    select max(b.bucket), null, ${timestamp(toMs)} from bounds as b
  ) as e
),
windows as materialized (
  ${windowsBetween(sql`e.cell_at`, sql`e.at`)}
),
${
  unit === 'quarter'
    ? sql`day_windows as materialized (
  ${windowsBetween(sql`e.day_at`, sql`e.cell_at`)}
)`
    : sql`bucket_days as materialized (
  select d.day, ${bucketOfCell(sql`stackflow.day_starts_at(d.day)`)} as bucket
  from (select min(e.cell_at) as first_at, max(e.cell_at) as end_at from bucket_bounds as e) as r
  cross join lateral generate_series(stackflow.utc_day(r.first_at), stackflow.utc_day(r.end_at) - 1) as d (day)
),
marked_days as materialized (
  select d.day, d.bucket from marked as m join bucket_days as d on d.day = m.day
)`
}`;
}

/** What lies between two moments of a bound: at most half a day, within one day of UTC. */
function windowsBetween(coarse: Sql, fine: Sql): Sql {
  return sql`select e.before, e.after, case when ${coarse} < ${fine} then 1 else -1 end as sign,
    least(${coarse}, ${fine}) as starts_at, greatest(${coarse}, ${fine}) as ends_at
  from bucket_bounds as e
  where ${coarse} <> ${fine} and stackflow.utc_day(least(${coarse}, ${fine})) not in (select m.day from marked as m)`;
}

/** The bucket that a moment is in. */
export function bucketAt(at: Sql): Sql {
  return bucketBy(at, sql`e.at`);
}

/** The bucket that a cell is put into. */
export function bucketOfCell(startsAt: Sql): Sql {
  return bucketBy(startsAt, sql`e.cell_at`);
}

/** The bucket that a day is put into. */
export function bucketOfDay(startsAt: Sql): Sql {
  return bucketBy(startsAt, sql`e.day_at`);
}

/** Looked for among all bounds: PostgreSQL reads the list once. */
function bucketBy(at: Sql, bound: Sql): Sql {
  return sql`(select min(e.after) - 1 from bucket_bounds as e) + width_bucket(${at},
      (select array_agg(${bound} order by e.after) from bucket_bounds as e where e.after is not null))`;
}

/** Of all buckets together, where the first cell begins and the last ends. */
export const FIRST_CELL_AT = sql`(select min(e.cell_at) from bucket_bounds as e)`;
export const END_CELL_AT = sql`(select max(e.cell_at) from bucket_bounds as e)`;

/** The same of days, by number. */
export const FIRST_DAY = sql`(select stackflow.utc_day(min(e.day_at)) from bucket_bounds as e)`;
export const END_DAY = sql`(select stackflow.utc_day(max(e.day_at)) from bucket_bounds as e)`;
