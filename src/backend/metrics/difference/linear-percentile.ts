import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Facts } from '../dora/facts';
import { PERCENTILES } from '../dora/percentiles';

/** How a percentile of `records (amount, is_now)` becomes a mean, whose change can be split. */

/** The percentile that is asked for, of 100; null where the metric is none. */
export function percentOf(facts: Facts): number | null {
  return facts.kind === 'duration' && facts.statistic !== 'mean'
    ? Math.round(100 * PERCENTILES[facts.statistic])
    : null;
}

/**
 * The CTE `linear (below_from, below_to, below_slope, above_from, above_to, above_slope)`, one row: how a percentile
 * becomes the mean of something, since means can be split and percentiles cannot.
 *
 * A percentile is half way from the lowest value that at least p of the records do not pass, to the lowest that more than
 * p do not pass; they differ where p falls between two records. When such a value goes from q₀ to q₁, records must have
 * crossed the stretch between the two: each amount, clipped to it, has a mean that moves the same way, by the surface
 * between the two distributions there. It cannot stand still, as at every point of the stretch at least p of the records
 * of one period lie below, and of the other not. So the amounts clipped to the stretch, times the slope (q₁ − q₀) ÷ (the
 * change of their mean), have a mean that moves exactly as the value does.
 */
export function linearCtes(percent: number): Sql {
  const mean = (isNow: Sql, from: Sql, to: Sql) =>
    sql`avg(greatest(e.${from}, least(e.${to}, r.amount))) filter (where ${isNow})`;
  const now = sql`r.is_now`;
  const then = sql`not r.is_now`;
  const slope = (stretch: 'below' | 'above') => {
    const [from, to, moved] =
      stretch === 'below'
        ? [sql`below_from`, sql`below_to`, sql`below_moved`]
        : [sql`above_from`, sql`above_to`, sql`above_moved`];
    const change = sql`${mean(now, from, to)} - ${mean(then, from, to)}`;
    return sql`case when min(e.${moved}) = 0 then 0 else min(e.${moved}) / nullif(${change}, 0) end`;
  };
  return sql`ranked as (
  select r.is_now, r.amount, row_number() over (partition by r.is_now order by r.amount) as place,
    count(*) over (partition by r.is_now) as n
  from records as r
),
ends as (
  select min(amount) filter (where is_now and 100 * place >= ${percent} * n) as below_now,
    min(amount) filter (where not is_now and 100 * place >= ${percent} * n) as below_then,
    min(amount) filter (where is_now and 100 * place > ${percent} * n) as above_now,
    min(amount) filter (where not is_now and 100 * place > ${percent} * n) as above_then
  from ranked
),
stretches as materialized (
  select least(below_now, below_then) as below_from, greatest(below_now, below_then) as below_to,
    below_now - below_then as below_moved,
    least(above_now, above_then) as above_from, greatest(above_now, above_then) as above_to,
    above_now - above_then as above_moved
  from ends
),
linear as (
  select min(e.below_from) as below_from, min(e.below_to) as below_to, ${slope('below')} as below_slope,
    min(e.above_from) as above_from, min(e.above_to) as above_to, ${slope('above')} as above_slope
  from records as r
  cross join stretches as e
)`;
}

/** What an amount comes to in the whole, from `linear as l` where that is a percentile. */
export function linearAmount(percent: number | null, amount: Sql): Sql {
  return percent === null
    ? amount
    : sql`(l.below_slope * greatest(l.below_from, least(l.below_to, ${amount}))
      + l.above_slope * greatest(l.above_from, least(l.above_to, ${amount}))) / 2`;
}
