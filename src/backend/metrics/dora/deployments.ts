import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { changeById } from './change-by-id';
import type { FactsRequest } from './facts';
import { RECORDS_OF_SUBJECTS, sharedColumn, sharedCte, standsForChange, subjectsCte } from './shared-changes';

/** A deployment: a closed change of type `deployment` in production, alias `c`. */
export const IS_DEPLOYMENT = sql`c.state = 'closed' and c.environment = 'production' and c.change_type = 'deployment'`;

/** An incident that can make a deployment fail, alias `i`. */
export const IS_SEVERE = sql`i.priority in ('P1', 'P2')`;

/**
 * When a change, alias `c`, began to be live: with its implementation, or `deployed_at` where its start is unknown or
 * not before that (`least` passes nulls over). A start at infinity is unknown.
 */
export const LIVE_FROM = sql`least(nullif(c.implementation_start_at, '-infinity'), c.deployed_at)`;

/**
 * Whether a linked incident, alias `i`, was created during the implementation of a change, alias `c`, or
 * in the 24 hours after its end, for which its closing stands in where it is missing. `interval '24 hours'` is elapsed
 * time, whatever the clock does in between.
 */
export const IS_SOON_AFTER = sql`${LIVE_FROM} <= i.created_at
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
 * Links are looked up for each incident: `offset 0` keeps the planner from reading those of all history instead.
 */
export const BLAMED_DEPLOYMENTS = sql`stackflow.incidents as i
  cross join lateral (
    select c.id, c.service_id, c.deployed_at
    from stackflow.incident_changes as l
    cross join lateral (${changeById(sql`l.change_id`)}
    ) as c
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

/** The outcomes of a change, alias `c`, that say that it failed, as `change_records_failed_idx` has them. */
export const HAS_FAILED_OUTCOME = sql`c.deployment_outcome in ('failed', 'rolled_back')`;

/** Whether the outcome of a change, alias `c`, says that it failed: never null. */
export const FAILED_BY_OUTCOME = sql`coalesce(${HAS_FAILED_OUTCOME}, false)`;

/** The service of a change `c`, looked up for each: few are asked for. */
const SERVICE_OF_CHANGE = sql`  cross join lateral (
    select o.service_id from stackflow.change_records as o where o.id = c.id
    offset 0
  ) as o`;

/**
 * `select` of the deployments in `[from, to)` that incidents count against, each once: `change_id`, and with the place
 * `service_id, deployed_at`. By the id alone PostgreSQL knows that a join adds no rows.
 *
 * Incidents are read by their own time: one that counts against a deployment in `[from, to)` was
 * created in `[from, to + 24 h)`, or before where the implementation began before the range. Of such
 * deployments, which are few, the incidents are looked up by their links. So the verdict never depends
 * on the range, and history outside it is never read.
 */
export function blamedDeployments(from: Sql, to: Sql, columns: 'id' | 'place' = 'id'): Sql {
  const withPlace = columns === 'place';
  const inRange = sql`c.deployed_at >= ${from} and c.deployed_at < ${to}`;
  return sql`
  select c.id as change_id${withPlace ? sql`, c.service_id, c.deployed_at` : empty}
  from ${BLAMED_DEPLOYMENTS}
  where ${IS_SEVERE}
    and i.created_at >= ${from} and i.created_at < ${to} + interval '24 hours'
    and ${inRange}
  union
  select c.id${withPlace ? sql`, o.service_id, c.deployed_at` : empty}
  from stackflow.change_records as c
  cross join lateral (${BLAMING_INCIDENTS}
    offset 0
  ) as i
${withPlace ? SERVICE_OF_CHANGE : empty}
  where ${IS_DEPLOYMENT} and ${inRange} and c.implementation_start_at < ${from} and i.created_at < ${from}`;
}

/**
 * A table expression: the rows of `records`, with the column `blamed boolean` that tells whether an incident counts against
 * them. A full join is hashed or merged whatever PostgreSQL guesses of both: where it has no statistics yet it would go over
 * the blamed for each record, and a set that it expects to be large it would not hash. Those that are blamed and no records
 * are left out by `id`.
 *
 * @param records `select` with a column `id`
 * @param blamed a table expression with a column `change_id`, each once
 */
export function withBlame(records: Sql, blamed: Sql): Sql {
  return sql`(
    select r.*, b.change_id is not null as blamed
    from (${records}
    ) as r
    full join ${blamed} as b on b.change_id = r.id
    offset 0
  )`;
}

/**
 * The CTEs `blamed` and `deployments (id, service_id, deployed_at, created_at, closed_at, failed)`:
 * every deployment of the range with its verdict. A deployment failed when its outcome says so or
 * when an incident counts against it, once, however many do.
 */
export function deploymentsCtes(range: TimeRange, scope: Scope): Sql {
  const records = sql`
      select c.id, c.service_id, c.deployed_at, c.created_at, c.closed_at, ${FAILED_BY_OUTCOME} as failed
      from stackflow.change_records as c
      where ${IS_DEPLOYMENT}
        and ${deployedIn(range)}${andInScope(sql`c.service_id`, scope)}`;
  return sql`blamed as (${blamedDeployments(timestamp(range.fromMs), timestamp(range.toMs))}
),
deployments as (
  select c.id, c.service_id, c.deployed_at, c.created_at, c.closed_at, c.failed or c.blamed as failed
  from ${withBlame(records, sql`blamed`)} as c
  where c.id is not null
)`;
}

/** Whether a change, alias `c`, was deployed in the range. */
export function deployedIn({ fromMs, toMs }: TimeRange): Sql {
  return sql`c.deployed_at >= ${timestamp(fromMs)} and c.deployed_at < ${timestamp(toMs)}`;
}

/**
 * The CTE `counted_deployments` beside those of `deploymentsCtes`: the same, with the column `shared` of facts,
 * each change once for each group.
 */
export function countedDeploymentsCtes(request: FactsRequest): Sql {
  return sql`${deploymentsCtes(request.range, request.scope)},
${sharedDeploymentsCtes(request)},
counted_deployments as (
  select d.*, ${sharedColumn(sql`d.id`)}
  from deployments as d
  where ${standsForChange(sql`d.id`)}
)`;
}

/** The CTE `shared` of deployments. Of a change of several services the failed record stands for it, if there is one. */
export function sharedDeploymentsCtes({ range, scope, grouping }: FactsRequest): Sql {
  const inScope = andInScope(sql`c.service_id`, scope);
  const records = sql`
      select c.id as change_id, null::bigint as incident_id, c.service_id, g.repository_id, g.subject,
        ${FAILED_BY_OUTCOME} or exists (${BLAMING_INCIDENTS}) as is_first, c.deployed_at
      from ${RECORDS_OF_SUBJECTS}
      where ${IS_DEPLOYMENT}${inScope}`;
  return sql`${subjectsCte(sql`${IS_DEPLOYMENT} and ${deployedIn(range)}${inScope}`)},
${sharedCte(records, grouping)}`;
}
