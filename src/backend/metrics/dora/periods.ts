import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Grouping } from '../../../model/query-fields';
import type { TimeRange } from '../time-range';
import { IS_COUNTED } from './duration';
import type { Facts } from './facts';
import { PERCENTILES } from './percentiles';
import { factsOf } from './request';
import type { DoraRequest } from './request';

/** The range of a request, and where it is compared the period of the same length that ends where the range begins. */
export type Period = 'now' | 'before';

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
${rankedFacts(request.grouping)}`
      : sql`${pooled},
facts as (
  select * from pooled
)`;
  return { facts: { ...facts, ctes }, bucket: sql`f.period` };
}

/**
 * Durations with their place among those of both periods of their group: `rank` of the first of equal ones, how many
 * are `tied` with it, itself too, and how many are `pooled`. One sort serves all three.
 */
function rankedFacts(grouping: Grouping): Sql {
  const group = { none: sql``, service: sql`p.service_id, `, team: sql`s.team, ` }[grouping];
  const join = grouping === 'team' ? sql`left join stackflow.services as s on s.id = p.service_id` : sql``;
  return sql`facts as (
  select p.*,
    rank() over (partition by ${group}p.us >= 0 order by p.us)::float8 as rank,
    count(*) over (partition by ${group}p.us >= 0, p.us)::float8 as tied,
    count(*) over (partition by ${group}p.us >= 0)::float8 as pooled
  from pooled as p ${join}
)`;
}

/** The aggregate `float8[]` of ranked `facts as f`: the sum of ranks, the ties, and how many exceed the pooled percentile. */
export function ranksColumn(facts: Facts): Sql {
  if (facts.kind !== 'duration') {
    return sql`null::float8[]`;
  }
  const quantile = facts.statistic === 'mean' ? 0.5 : PERCENTILES[facts.statistic];
  return sql`array[sum(f.rank + (f.tied - 1) / 2) filter (where ${IS_COUNTED}),
      sum(f.tied * f.tied - 1) filter (where ${IS_COUNTED}),
      count(*) filter (where ${IS_COUNTED} and f.rank > ceil(${quantile}::float8 * f.pooled))]`;
}
