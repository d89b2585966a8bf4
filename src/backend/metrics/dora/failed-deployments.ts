import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { HAS_FAILED_OUTCOME, IS_DEPLOYMENT, blamedDeployments, deployedIn } from './deployments';

/** Failed deployments alone, by the verdict of `deploymentsCtes`: the others are not read. */

/** The CTE `failed (id, service_id, deployed_at)`: the deployments of the range that failed. */
export function failedCtes(range: TimeRange, scope: Scope): Sql {
  return sql`blamed as (${blamedDeployments(timestamp(range.fromMs), timestamp(range.toMs), 'place')}
),
failed as (${failedByOutcome(range, scope)}
  union
  ${blamedInScope(scope)}
)`;
}

/**
 * The CTE `failed` as of `failedCtes`, of which the newest `limit` are the newest of the range: where so many failed by
 * their outcome, incidents are looked at only as far back as these reach.
 */
export function newestFailedCtes(range: TimeRange, scope: Scope, limit: number): Sql {
  return sql`failed_by_outcome as materialized (${failedByOutcome(range, scope)}
  order by c.deployed_at desc, c.id desc
  limit ${limit}
),
reach as materialized (
  select case when count(*) < ${limit} then ${timestamp(range.fromMs)} else min(o.deployed_at) end as back_to
  from failed_by_outcome as o
),
blamed as (${blamedDeployments(sql`(select r.back_to from reach as r)`, timestamp(range.toMs), 'place')}
),
failed as (
  select o.id, o.service_id, o.deployed_at from failed_by_outcome as o
  union
  ${blamedInScope(scope)}
)`;
}

function failedByOutcome(range: TimeRange, scope: Scope): Sql {
  return sql`
  select c.id, c.service_id, c.deployed_at
  from stackflow.change_records as c
  where ${IS_DEPLOYMENT} and ${HAS_FAILED_OUTCOME} and ${deployedIn(range)}${andInScope(sql`c.service_id`, scope)}`;
}

function blamedInScope(scope: Scope): Sql {
  return sql`select b.change_id, b.service_id, b.deployed_at from blamed as b where true${andInScope(sql`b.service_id`, scope)}`;
}
