import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { driftSql } from '../../metrics/hourly/drift';
import type { HourValues } from '../../metrics/hourly/hour-values';
import type { TimeRange } from '../../metrics/time-range';

/** For a transaction that reads facts: compiling statements of so many parts takes longer than running them. */
export const WITHOUT_JIT = 'set local jit = off';

/**
 * Keeps what is published, to compare it later, in the caller's transaction. Most hours of most
 * services have no deployment; those are left out.
 */
export async function keepValues(client: ClientBase, destination: string, all: readonly HourValues[]): Promise<void> {
  const rows = all
    .filter(({ metric, values }) => metric !== 'DeploymentFrequency' || values.some((value) => value !== 0))
    .map(({ hourMs, metric, service, values, counts }) => ({
      hour: new Date(hourMs),
      metric,
      service_id: service?.id ?? null,
      values,
      counts,
    }));
  await client.query(sql`
    insert into stackflow.cloudwatch_values (destination, hour, metric, service_id, n, total)
    select ${destination}, t.hour, t.metric, t.service_id, sum(v.n), sum(v.value::numeric * v.n)
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as t (hour timestamptz, metric text, service_id bigint, "values" float8[], counts bigint[])
    cross join unnest(t."values", t.counts) as v (value, n)
    group by t.hour, t.metric, t.service_id
  `);
}

/**
 * Compares what was published in a range with what the records say now, and keeps the differences; one
 * that was corrected back goes.
 *
 * @returns how many there are
 */
export async function keepDrift(client: ClientBase, destination: string, range: TimeRange): Promise<number> {
  const { rowCount } = await client.query(sql`
    with found as materialized (${driftSql(destination, range)}),
    gone as (
      delete from stackflow.cloudwatch_drift as d
      where d.destination = ${destination}
        and d.hour >= ${new Date(range.fromMs)}::timestamptz and d.hour < ${new Date(range.toMs)}::timestamptz
        and not exists (
          select from found as f
          where f.hour = d.hour and f.metric = d.metric and f.service_id is not distinct from d.service_id
        )
    )
    insert into stackflow.cloudwatch_drift as d
      (destination, hour, metric, service_id, published_n, published_total, now_n, now_total)
    select ${destination}, f.hour, f.metric, f.service_id, f.published_n, f.published_total, f.now_n, f.now_total
    from found as f
    on conflict (destination, hour, metric, service_id) do update set
      now_n = excluded.now_n, now_total = excluded.now_total,
      noticed_at = case
        when (d.now_n, d.now_total) = (excluded.now_n, excluded.now_total) then d.noticed_at else now()
      end
  `);
  return rowCount ?? 0;
}

/** Takes away what is too old to be compared, and requests that ended before then; the hours stay. */
export async function forgetBefore(client: ClientBase, destination: string, oldestMs: number): Promise<void> {
  const oldest = new Date(oldestMs);
  await client.query(sql`
    delete from stackflow.cloudwatch_values as v where v.destination = ${destination} and v.hour < ${oldest}::timestamptz
  `);
  await client.query(sql`
    delete from stackflow.cloudwatch_drift as d where d.destination = ${destination} and d.hour < ${oldest}::timestamptz
  `);
  await client.query(sql`
    delete from stackflow.cloudwatch_batches as b
    where b.destination = ${destination} and b.state in ('sent', 'lost') and b.ended_at < ${oldest}::timestamptz
  `);
}
