import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/**
 * Downtime of services in windows of time. Which time that is says `down-pieces.ts`.
 */

/** Since when a service, alias `s`, is monitored; null where that is unknown. No metric reads the column itself. */
export const MONITORED_FROM = sql`stackflow.monitored_from(s.monitored_since)`;

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
 * CTEs that turn `down` and `windows (item bigint, part int, service_id, starts_at, ends_at)` into
 * `measured (item, part, starts_at, ends_at, downtime_us numeric)`, exact microseconds. Each window
 * must lie within the range of `down`; item and part together tell windows apart.
 *
 * A single sweep along each service's time, however many windows overlap: the downtime from the
 * beginning of time to an instant t is t × (starts − ends before t) − (sum of those starts − sum of
 * those ends), and a window's is the difference between its ends. No join, so that no guess of the
 * planner about these CTEs can go wrong.
 */
export const MEASURED_CTES = sql`steps as (
  select null::bigint as item, null::int as part, 0 as sign, d.service_id, lower(d.period) as at, 1 as step from down as d
  union all
  select null, null, 0, d.service_id, upper(d.period), -1 from down as d
  union all
  select w.item, w.part, -1, w.service_id, w.starts_at, 0 from windows as w
  union all
  select w.item, w.part, 1, w.service_id, w.ends_at, 0 from windows as w
),
cumulative as (
  select p.item, p.part, p.sign, p.at,
    sum(p.step) over until_then * p.at_us - (sum(p.step * p.at_us) over until_then)::bigint as downtime_us
  from (
    select s.*, (extract(epoch from s.at) * 1000000)::bigint as at_us from steps as s
  ) as p
  window until_then as (partition by p.service_id order by p.at)
),
measured as (
  select c.item, c.part, min(c.at) as starts_at, max(c.at) as ends_at, sum(c.sign * c.downtime_us) as downtime_us
  from cumulative as c
  where c.item is not null
  group by c.item, c.part
)`;
