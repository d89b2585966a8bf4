import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/**
 * Values of given ranks among lead times that lie in several lists, each ascending. Each list is looked at from step to step:
 * that tells between which two values a rank must be, whatever lies within the steps. Only what is between them is put in
 * order.
 */

/** So long that there are about as many steps as values in one. */
const STEP = sql`greatest(1, floor(sqrt(p.size)))::int`;

/** What of a list is above one value and up to another. */
export function valuesBetween(us: Sql, after: Sql, upto: Sql): Sql {
  return sql`${us}[width_bucket(${after}, ${us}) + 1 : width_bucket(${upto}, ${us})]`;
}

/**
 * CTEs that give `found (bucket, slot int, us bigint)`, from
 *
 * - `places (bucket, slot int, rank bigint)`: which values are wanted, from 1 in the order of all lead times of the bucket,
 * - `wanted (bucket int, low, high, skipped bigint)`: the first and the last of these ranks, and how many values come before
 *   those of the lists,
 * - `pieces (bucket, sign, size int, us bigint[])`: the lists, none of them empty. Values of a list whose sign is -1 come off.
 */
export const VALUES_CTES = sql`${narrowedCtes()},
${orderedCtes()},
found as materialized (
  select p.bucket, p.slot,
    o.us[case when o.uptos is null then (p.rank - o.skipped)::int else width_bucket(p.rank - o.skipped - 1, o.uptos) + 1 end] as us
  from places as p
  join ordered as o on o.bucket = p.bucket
)`;

/**
 * `narrowed`: as `wanted`, with values that all of these ranks are above, and up to; null where there is none. Up to the end
 * of a step there are as many values as the steps so far hold, and fewer than one step of each list more.
 */
function narrowedCtes(): Sql {
  return sql`steps as materialized (
  select p.bucket, count(*) as lists, coalesce(sum(${STEP} - 1) filter (where p.sign = 1), 0) as more,
    coalesce(sum(${STEP} - 1) filter (where p.sign = -1), 0) as less
  from pieces as p
  group by 1
),
narrowed as materialized (
  select w.bucket, w.low, w.high, w.skipped, s.lists,
    max(e.us) filter (where w.skipped + e.upto + s.more < w.low) as after_us,
    min(e.us) filter (where w.skipped + e.upto - s.less >= w.high) as upto_us
  from wanted as w
  join steps as s on s.bucket = w.bucket
  left join (
    select p.bucket, e.us, sum(p.sign * p.step) over (partition by p.bucket order by e.us) as upto
    from (
      select p.bucket, p.sign, p.size, ${STEP} as step, p.us
      from pieces as p
      join steps as s on s.bucket = p.bucket
      where s.lists > 1
    ) as p
    cross join lateral (select p.us[i.place] as us from generate_series(p.step, p.size, p.step) as i (place)) as e
  ) as e on e.bucket = w.bucket
  group by 1, 2, 3, 4, 5
)`;
}

/**
 * `ordered (bucket, skipped, us bigint[], uptos bigint[])`: the values that are left in order, and how many there are before
 * them; where values come off also how many there are up to each, else null.
 */
function orderedCtes(): Sql {
  const value = sql`from skips as k
  join slices as s on s.bucket = k.bucket
  cross join lateral unnest(s.us) as u (us)`;
  return sql`slices as materialized (
  -- A single list is in order: a rank is a place in it.
  select n.bucket, p.sign, n.skipped, n.low - n.skipped - 1 as dropped, p.us[(n.low - n.skipped)::int : (n.high - n.skipped)::int] as us
  from narrowed as n
  join pieces as p on p.bucket = n.bucket
  where n.lists = 1
  union all
  select p.bucket, p.sign, p.skipped, p.first - 1, p.us[p.first : p.last]
  from (
    select p.bucket, p.sign, p.us, n.skipped, coalesce(width_bucket(n.after_us, p.us), 0) + 1 as first,
      coalesce(width_bucket(n.upto_us, p.us), p.size) as last
    from narrowed as n
    join pieces as p on p.bucket = n.bucket
    where n.lists > 1
    offset 0
  ) as p
),
skips as materialized (
  select s.bucket, min(s.skipped) + sum(s.sign * s.dropped)::bigint as skipped, min(s.sign) < 0 as comes_off
  from slices as s
  group by 1
),
ordered as materialized (
  select k.bucket, k.skipped, array_agg(u.us order by u.us) as us, null::bigint[] as uptos
  ${value}
  where not k.comes_off
  group by 1, 2
  union all
  -- Each list by its own order, in which both ascend: that of rows that are alike is left open by a sort on disk.
  select u.bucket, u.skipped, array_agg(u.us order by u.us), array_agg(u.upto order by u.upto)
  from (
    -- Equal values come off before they are added: so the first that reaches a rank is the value of this rank.
    select u.*, max(u.sum) over (partition by u.bucket order by u.us, u.sign rows unbounded preceding) as upto
    from (
      select k.bucket, k.skipped, u.us, s.sign,
        sum(s.sign) over (partition by k.bucket order by u.us, s.sign rows unbounded preceding) as sum
      ${value}
      where k.comes_off
    ) as u
  ) as u
  group by 1, 2
)`;
}
