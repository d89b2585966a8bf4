import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Facts } from '../dora/facts';
import type { DoraRequest } from '../dora/request';
import { SERVICE_NAMES } from '../records/incidents';

/** The records that moved a metric most, from the CTEs `weighed` and `whole`. */

/** Records that are listed. */
export const LISTED_RECORDS = 10;

/**
 * The CTE `moved`: the records that moved the metric most, in the direction in which it went. A record's contribution is
 * how far it lies from the middle between the two periods, divided by the number of records of its period; those of all
 * records add up to the change, and those of a group's records to the group's part. Where it went nowhere, the direction
 * is 0 and the largest come first; what contributed nothing is never among them.
 */
export function movedCte(facts: Facts): Sql {
  const contribution =
    facts.kind === 'count'
      ? sql`case when w.is_now then w.amount else -w.amount end`
      : sql`case when w.is_now then (w.linear_amount - k.middle) / k.n_now else (k.middle - w.linear_amount) / k.n_then end`;
  // Of records that count alike, the one that lies furthest out comes first.
  const reach = sql`case when w.is_now then w.amount else -w.amount end`;
  return sql`pulls as (
  select w.*, ${contribution} as contribution, k.direction * (${contribution}) as pull, k.direction * (${reach}) as reach
  from weighed as w
  cross join (
    select n_now, n_then, (mean_now + mean_then) / 2 as middle, sign(coalesce(value_now, 0) - coalesce(value_then, 0)) as direction
    from whole
  ) as k
  where ${facts.kind === 'count' ? sql`true` : sql`k.middle is not null`}
),
moved as (
  select p.* from pulls as p where p.contribution <> 0 order by ${furthestFirst(sql`p`)} limit ${LISTED_RECORDS}
)`;
}

/** The order of what `movedCte` gives. */
export function furthestFirst(alias: Sql): Sql {
  const column = (name: Sql) => sql`${alias}.${name}`;
  return sql`${column(sql`pull`)} desc, abs(${column(sql`contribution`)}) desc, ${column(sql`reach`)} desc,
    ${column(sql`at`)} desc, ${column(sql`change_id`)} desc, ${column(sql`incident_id`)} desc`;
}

/** Columns of a listed record `m`, and the tables they come from. */
export function recordSource({ metric }: DoraRequest): { readonly columns: Sql; readonly joins: Sql } {
  const change = sql`left join stackflow.change_records as c on c.id = m.change_id
  left join stackflow.services as s on s.id = c.service_id`;
  const incident = sql`left join stackflow.incidents as i on i.id = m.incident_id`;
  switch (metric) {
    case 'mttr':
      return {
        columns: sql`nullif(array_to_string(${SERVICE_NAMES}, ', '), '') as service, null::text as team,
    null::text as change, null::text as change_url, i.title as incident, i.url as incident_url`,
        joins: incident,
      };
    case 'failedDeploymentRecoveryTime':
      return {
        columns: sql`s.name as service, s.team, c.title as change, c.url as change_url, i.title as incident, i.url as incident_url`,
        joins: sql`${change}
  ${incident}`,
      };
    default:
      return {
        columns: sql`s.name as service, s.team, c.title as change, c.url as change_url, null::text as incident, null::text as incident_url`,
        joins: change,
      };
  }
}
