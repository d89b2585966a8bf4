import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { PublishedKind, PublishedMetric } from '../../../model/publishing';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { HOUR_MS } from './due-hours';
import { METRICS_OF, hourCounts } from './hour-counts';

/** All values of one metric in one hour, of one service or of all together. */
export interface HourValues {
  readonly hourMs: number;
  readonly metric: PublishedMetric;
  /** Null for all services together. */
  readonly service: { readonly id: string; readonly name: string } | null;
  /** Distinct, ascending: deployments, seconds or percent. */
  readonly values: readonly number[];
  /** How often the hour has each value. */
  readonly counts: readonly number[];
}

interface Row {
  readonly hour_ms: number;
  readonly metric: PublishedMetric;
  readonly service_id: string | null;
  readonly service: string | null;
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/**
 * One statement for the hours of a kind. Deployment frequency has a value for every service in use, 0
 * where there was no deployment; other metrics where there is something to count.
 *
 * @param hoursMs starts of hours, at least one
 */
export function hourValuesStatement(kind: Exclude<PublishedKind, 'slo'>, hoursMs: readonly number[]): Statement {
  const range = { fromMs: Math.min(...hoursMs), toMs: Math.max(...hoursMs) + HOUR_MS };
  const hours = hoursMs.map((ms) => new Date(ms));
  return statementOf(sql`with requested as (
  select unnest(${hours}::timestamptz[]) as hour
),
counted as (
  select c.* from (
${hourCounts(METRICS_OF[kind], range)}
  ) as c
  where c.hour in (select r.hour from requested as r)
)
select extract(epoch from v.hour)::float8 * 1000 as hour_ms, v.metric, v.service_id::text, s.name as service,
  array_agg(v.value order by v.value) as values, array_agg(v.n::float8 order by v.value) as counts
from (
  select * from counted${kind === 'dora' ? sql`\n${ZEROS}` : sql``}
) as v
left join stackflow.services as s on s.id = v.service_id
group by v.hour, v.metric, v.service_id, s.name
order by v.hour, v.metric, s.name collate "C" nulls first`);
}

/** Deployment frequency of those without a deployment: all together, and services that were not retired. */
const ZEROS: Sql = sql`  union all
  select z.hour, 'DeploymentFrequency', z.service_id, 0, 1
  from (
    select r.hour, s.id as service_id
    from requested as r
    join stackflow.services as s on s.retired_at is null or s.retired_at > r.hour
    union all
    select r.hour, null from requested as r
  ) as z
  where not exists (
    select from counted as c
    where c.metric = 'DeploymentFrequency' and c.hour = z.hour and coalesce(c.service_id, 0) = coalesce(z.service_id, 0)
  )`;

/**
 * The DORA metrics by hour, as every value that was counted.
 *
 * @throws Failure as `Reader.run` does
 */
export async function hourValues(
  reader: Reader,
  kind: Exclude<PublishedKind, 'slo'>,
  hoursMs: readonly number[],
  signal: AbortSignal
): Promise<readonly HourValues[]> {
  if (hoursMs.length === 0) {
    return [];
  }
  const rows = await reader.run<Row>(hourValuesStatement(kind, hoursMs), signal);
  return rows.map(({ hour_ms: hourMs, metric, service_id: id, service: name, values, counts }) => ({
    hourMs,
    metric,
    service: id === null || name === null ? null : { id, name },
    values,
    counts,
  }));
}
