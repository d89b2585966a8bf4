import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/** A deployment: a closed change of type `deployment` in production, alias `c`. */
export const IS_DEPLOYMENT = sql`c.state = 'closed' and c.environment = 'production' and c.change_type = 'deployment'`;

/** An incident that can make a deployment fail, alias `i`. */
export const IS_SEVERE = sql`i.priority in ('P1', 'P2')`;

/**
 * Whether a linked incident, alias `i`, was created during the implementation of a change, alias `c`, or
 * in the 24 hours after its end, for which its closing stands in where it is missing. Where the start is
 * unknown, or not before the end, there is no during (`least` passes nulls over). `interval '24 hours'` is elapsed time, whatever the clock does in between.
 */
export const IS_SOON_AFTER = sql`least(c.implementation_start_at, c.deployed_at) <= i.created_at
  and c.deployed_at > i.created_at - interval '24 hours'`;

/** Whether a link, alias `l`, says that the change may have caused the incident; one that mended it did not. */
export const IS_BLAMED = sql`l.role = 'cause'`;

/**
 * Whether a change, alias `c`, is rework: an emergency change, an unplanned deployment, or the fix of an
 * incident.
 */
export const IS_REWORK = sql`(c.change_type = 'emergency' or c.unplanned or exists (
    select from stackflow.incident_changes as l where l.change_id = c.id and l.role = 'fix'
  ))`;

/**
 * Incidents with each deployment that they count against: linked, and created during or soon after it.
 * Aliases: incident `i`, deployment `c`.
 *
 * Links and changes are looked up for each incident: `offset 0` keeps the planner from reading
 * those of all history instead.
 */
export const BLAMED_DEPLOYMENTS = sql`stackflow.incidents as i
  cross join lateral (
    select c.id, c.service_id, c.deployed_at
    from stackflow.incident_changes as l
    join stackflow.change_records as c on c.id = l.change_id
    where l.incident_id = i.id and ${IS_BLAMED} and ${IS_DEPLOYMENT}
      and ${IS_SOON_AFTER}
    offset 0
  ) as c`;

/**
 * `select` of the incidents that count against the deployment `c`: the same by the deployment. It reads of
 * `c` nothing but what `change_records_rollout_idx` holds.
 */
export const BLAMING_INCIDENTS = sql`
    select i.id, i.title, i.priority, i.url, i.created_at
    from stackflow.incident_changes as l
    join stackflow.incidents as i on i.id = l.incident_id
    where l.change_id = c.id and ${IS_BLAMED} and ${IS_SEVERE} and ${IS_SOON_AFTER}`;

/**
 * The CTEs `blamed` and `deployments (id, service_id, deployed_at, created_at, closed_at, failed)`:
 * every deployment of the range with its verdict. A deployment failed when its outcome says so or
 * when an incident counts against it, once, however many do.
 *
 * Incidents are read by their own time: one that counts against a deployment in `[from, to)` was
 * created in `[from, to + 24 h)`, or before where the implementation began before the range. Of such
 * deployments, which are few, the incidents are looked up by their links. So the verdict never depends
 * on the range, and history outside it is never read.
 */
export function deploymentsCtes(range: TimeRange, scope: Scope): Sql {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  const inRange = sql`c.deployed_at >= ${from} and c.deployed_at < ${to}`;
  return sql`blamed as (
  select c.id as change_id
  from ${BLAMED_DEPLOYMENTS}
  where ${IS_SEVERE}
    and i.created_at >= ${from} and i.created_at < ${to} + interval '24 hours'
    and ${inRange}
  union
  select c.id
  from stackflow.change_records as c
  cross join lateral (${BLAMING_INCIDENTS}
    offset 0
  ) as i
  where ${IS_DEPLOYMENT} and ${inRange} and c.implementation_start_at < ${from} and i.created_at < ${from}
),
deployments as (
  select c.id, c.service_id, c.deployed_at, c.created_at, c.closed_at,
    coalesce(c.deployment_outcome in ('failed', 'rolled_back'), false) or b.change_id is not null as failed
  from stackflow.change_records as c
  left join blamed as b on b.change_id = c.id
  where ${IS_DEPLOYMENT}
    and ${inRange}${andInScope(sql`c.service_id`, scope)}
)`;
}
