import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import type { Grouping } from '../../../model/query-fields';
import type { TimeRange } from '../time-range';
import { IS_COUNTED } from './duration';
import type { Facts } from './facts';
import { PERCENTILES } from './percentiles';
import { factsOf } from './request';
import type { DoraRequest } from './request';

/** The range of a request, and where it is compared the period of the same length that ends where the range begins. */
export type Period = 'now' | 'before';

/** In the order of time. */
export const PERIODS: readonly Period[] = ['before', 'now'];

/** How a period is numbered in SQL: the bucket of what it aggregates to. */
export const PERIOD_BUCKETS: Readonly<Record<Period, number>> = { now: 1, before: 0 };

export function rangeOf(period: Period, { fromMs, toMs }: TimeRange): TimeRange {
  return period === 'now' ? { fromMs, toMs } : { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
}

/** The CTE `facts` over one or both periods, and the expression over `facts as f` that tells which. */
export function periodFacts(request: DoraRequest, periods: readonly Period[]): { facts: Facts; bucket: Sql } {
  const facts = factsOf(request);
  if (periods.length === 1) {
    return { facts, bucket: sql`1` };
  }
  const one = (period: Period) => {
    const { ctes } = factsOf({ ...request, range: rangeOf(period, request.range) });
    return sql`select ${PERIOD_BUCKETS[period]}::int as period, o.* from (with ${ctes}
  select * from facts) as o`;
  };
  const pooled = sql`pooled as (
  ${one('now')}
  union all
  ${one('before')}
)`;
  const ctes =
    facts.kind === 'duration'
      ? sql`${pooled},
${comparedFacts(request.grouping, facts.statistic)}`
      : sql`${pooled},
facts as (
  select * from pooled
)`;
  return { facts: { ...facts, ctes }, bucket: sql`f.period` };
}

/**
 * What tells whether durations of two periods differ: of percentiles, the column `exceeds`, whether one is longer than the
 * percentile of both periods of its group. Of means `rank` among those of both periods, of the first of equal ones, and how many
 * are `tied` with it, itself too.
 */
function comparedFacts(grouping: Grouping, statistic: Statistic): Sql {
  const group = { none: sql`true`, service: sql`p.service_id`, team: sql`s.team` }[grouping];
  const join = grouping === 'team' ? sql`left join stackflow.services as s on s.id = p.service_id` : sql``;
  if (statistic === 'mean') {
    // The window reaches up to the last of equal ones: one look at it gives both.
    return sql`facts as (
  select p.*, (rank() over longer)::float8 as rank, (count(*) over longer - rank() over longer + 1)::float8 as tied
  from pooled as p ${join}
  window longer as (partition by ${group} order by case when p.us >= 0 then p.us end)
)`;
  }
  return sql`percentiles as (
  select ${group} as grouped, percentile_disc(${PERCENTILES[statistic]}::float8) within group (order by p.us) as us
  from pooled as p ${join}
  where p.us >= 0
  group by 1
),
facts as (
  select p.*, p.us > q.us as exceeds
  from pooled as p ${join}
  -- As lists, which can be looked up by their hash, null being a group like any other.
  left join percentiles as q on array[q.grouped] = array[${group}]
)`;
}

/** The aggregate `float8[]` of compared `facts as f`: of means the sum of ranks and the ties, of percentiles how many exceed. */
export function ranksColumn(facts: Facts): Sql {
  if (facts.kind !== 'duration') {
    return sql`null::float8[]`;
  }
  return facts.statistic === 'mean'
    ? sql`array[sum(f.rank + (f.tied - 1) / 2) filter (where ${IS_COUNTED}),
      sum(f.tied * f.tied - 1) filter (where ${IS_COUNTED})]`
    : sql`array[count(*) filter (where ${IS_COUNTED} and f.exceeds)]::float8[]`;
}
