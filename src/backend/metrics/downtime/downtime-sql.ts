import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/**
 * Downtime of services in windows of time. What counts as downtime is the database's function
 * `stackflow.down_periods`, which the change gate uses too.
 */

/**
 * The CTE `down (service_id, period tstzrange)`: disjoint pieces of downtime of the services, each
 * moment once, clipped to `[from, to)`, maintenance left out.
 *
 * @param serviceIds an expression of type `bigint[]`
 */
export function downCte(serviceIds: Sql, from: Sql, to: Sql): Sql {
  return sql`down as materialized (
  select d.service_id, d.period
  from stackflow.down_periods(${serviceIds}, ${from}, ${to}) as d
)`;
}

/**
 * Availability in percent, as float8; null where the stretch has no length.
 *
 * @param downtimeUs numeric microseconds of downtime
 * @param lengthUs numeric microseconds of the stretch they lie in
 */
export function availabilityPercent(downtimeUs: Sql, lengthUs: Sql): Sql {
  return sql`(100 * (1 - ${downtimeUs} / nullif(${lengthUs}, 0)))::float8`;
}

/** Numeric microseconds from one `timestamptz` expression to another. */
export function microseconds(from: Sql, to: Sql): Sql {
  return sql`(extract(epoch from ${to} - ${from}) * 1000000)`;
}

/**
 * CTEs that turn `down` and `windows (service_id, starts_at, ends_at)` into `measured (service_id,
 * starts_at, ends_at, downtime_us numeric)`, exact microseconds. Each window must lie within the
 * range of `down`; equal windows must come once.
 *
 * A single sweep along each service's time, however many windows overlap: the downtime from the
 * beginning of time to an instant t is t × (starts − ends before t) − (sum of those starts − sum of
 * those ends), and a window's is the difference between its ends.
 */
export const MEASURED_CTES = sql`instants as (
  select w.service_id, w.starts_at as at from windows as w
  union
  select w.service_id, w.ends_at from windows as w
),
steps as (
  select d.service_id, lower(d.period) as at, 1 as step from down as d
  union all
  select d.service_id, upper(d.period), -1 from down as d
  union all
  select i.service_id, i.at, 0 from instants as i
),
spent as materialized (
  select p.service_id, p.at, p.step,
    sum(p.step) over until_then * p.at_us - sum(p.step * p.at_us) over until_then as downtime_us
  from (
    select s.service_id, s.at, s.step, (extract(epoch from s.at) * 1000000)::bigint as at_us from steps as s
  ) as p
  window until_then as (partition by p.service_id order by p.at)
),
measured as (
  select w.service_id, w.starts_at, w.ends_at, e.downtime_us - s.downtime_us as downtime_us
  from windows as w
  join spent as s on s.service_id = w.service_id and s.at = w.starts_at and s.step = 0
  join spent as e on e.service_id = w.service_id and e.at = w.ends_at and e.step = 0
)`;
