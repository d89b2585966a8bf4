import sql from 'sql-template-tag';

import { timestamp } from '../buckets';
import { IS_DEPLOYMENT } from '../dora/deployments';
import { andInScope } from '../scope';
import type { CheckRequest, CheckedRecords } from './check';

/** Checks of production deployments. */

/** Neither closed nor cancelled now, however long ago they were created. */
export function openChanges({ scope, range }: CheckRequest): CheckedRecords {
  return {
    ctes: sql`checked as (
  select c.id as change_id, null::bigint as incident_id, c.service_id, c.created_at as at, true as hit
  from stackflow.change_records as c
  where c.state not in ('closed', 'cancelled') and c.environment = 'production' and c.change_type = 'deployment'
    and c.created_at < ${timestamp(range.toMs)}${andInScope(sql`c.service_id`, scope)}
)`,
    hasWhole: false,
    finding: sql`'state ' || c.state`,
  };
}

/** Without a noted outcome, so that they count as successful. */
export function unknownOutcome({ scope, range }: CheckRequest): CheckedRecords {
  return {
    ctes: sql`checked as (
  select c.id as change_id, null::bigint as incident_id, c.service_id, c.deployed_at as at,
    c.deployment_outcome is null as hit
  from stackflow.change_records as c
  where ${IS_DEPLOYMENT}
    and c.deployed_at >= ${timestamp(range.fromMs)} and c.deployed_at < ${timestamp(range.toMs)}${andInScope(sql`c.service_id`, scope)}
)`,
    hasWhole: true,
    finding: sql`'no outcome noted'`,
  };
}

/** Of those that GitHub sync made, where something was weighed, by reason. */
export function weighedDeployments({ scope, range }: CheckRequest): CheckedRecords {
  return {
    ctes: sql`checked as (
  select c.id as change_id, null::bigint as incident_id, c.service_id, c.deployed_at as at,
    cardinality(g.notes) > 0 as hit
  from stackflow.change_records as c
  join stackflow.github_changes as g on g.change_id = c.id
  where ${IS_DEPLOYMENT}
    and c.deployed_at >= ${timestamp(range.fromMs)} and c.deployed_at < ${timestamp(range.toMs)}${andInScope(sql`c.service_id`, scope)}
)`,
    hasWhole: true,
    finding: sql`(
    select string_agg(replace(n.note, '_', ' '), ', ' order by n.place)
    from stackflow.github_changes as g
    cross join unnest(g.notes) with ordinality as n (note, place)
    where g.change_id = c.id
  )`,
  };
}
