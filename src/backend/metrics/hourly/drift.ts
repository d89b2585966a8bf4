import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { PUBLISHED_METRICS } from '../../../model/publishing';
import { timestamp } from '../buckets';
import type { TimeRange } from '../time-range';
import { hourCounts } from './hour-counts';

/**
 * `select` of what was published and would be published otherwise now: columns `hour, metric,
 * service_id` (null: all services together), `published_n, published_total, now_n, now_total`. Hours
 * that are still on their way are left out: they are compared once they have arrived.
 *
 * Sums are exact decimals, so that equal values in another order are no drift.
 */
export function driftSql(destination: string, range: TimeRange): Sql {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  return sql`with arrived as (
  select h.kind, h.hour
  from stackflow.cloudwatch_hours as h
  where h.destination = ${destination} and h.state = 'published' and h.hour >= ${from} and h.hour < ${to}
),
published as (
  select v.hour, v.metric, v.service_id, v.n, v.total
  from stackflow.cloudwatch_values as v
  where v.destination = ${destination} and v.hour >= ${from} and v.hour < ${to}
),
counted as (
  select c.hour, c.metric, c.service_id, sum(c.n)::bigint as n, sum(c.value::numeric * c.n) as total
  from (
${hourCounts(PUBLISHED_METRICS, range)}
  ) as c
  group by 1, 2, 3
),
compared as (
  select coalesce(p.hour, c.hour) as hour, coalesce(p.metric, c.metric) as metric,
    coalesce(p.service_id, c.service_id) as service_id,
    coalesce(p.n, ${NOTHING}) as published_n, coalesce(p.total, 0) as published_total,
    coalesce(c.n, ${NOTHING}) as now_n, coalesce(c.total, 0) as now_total
  from published as p
  full join counted as c on c.hour = p.hour and c.metric = p.metric
    and coalesce(c.service_id, 0) = coalesce(p.service_id, 0)
)
select d.*
from compared as d
where (d.published_n, d.published_total) is distinct from (d.now_n, d.now_total)
  and exists (
    select from arrived as a
    where a.hour = d.hour and a.kind = case d.metric when 'ChangeFailureRate' then 'changeFailureRate' else 'dora' end
  )`;
}

/** Without deployments the frequency of an hour is one value, 0; other metrics have none. */
const NOTHING = sql`case coalesce(p.metric, c.metric) when 'DeploymentFrequency' then 1 else 0 end`;
