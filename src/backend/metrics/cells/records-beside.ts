import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { BLAMING_INCIDENTS, FAILED_BY_OUTCOME, IS_DEPLOYMENT, blamedDeployments } from '../dora/deployments';
import { changeById } from '../dora/change-by-id';
import { IS_DEPLOYMENT_OR_EMERGENCY } from '../dora/rework-rate';
import { andInScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/**
 * The records that are counted beside cells, by the definitions of the metrics. Each is a table expression
 * `(id, service_id, deployed_at, created_at, closed_at, change_type, unplanned, failed, shared boolean)`; alias `c`, so that
 * conditions on changes hold for it.
 */

/** Which records a metric looks at, and whether it asks if they failed: `failed` is null where not. */
export interface Looked {
  readonly scope: Scope;
  readonly at: 'deployments' | 'deploymentsAndEmergencies';
}

const COLUMNS = sql`c.id, c.service_id, c.deployed_at, c.created_at, c.closed_at, c.change_type, c.unplanned`;

/** Whether a change, alias `c`, may stand in several services: such a one is in no cell. */
export const IS_SHARED = sql`exists (select from stackflow.github_changes as g where g.change_id = c.id and g.shared)`;

function conditionOf({ scope, at }: Looked): Sql {
  const condition = at === 'deployments' ? IS_DEPLOYMENT : IS_DEPLOYMENT_OR_EMERGENCY;
  return sql`${condition}${andInScope(sql`c.service_id`, scope)}`;
}

/** Those of `runs as w`, stretches of days with a mark: judged anew. */
export function recordsOfRuns(looked: Looked): Sql {
  // Of all runs, so that it is hashed once.
  const isBlamed = sql`c.id in (
      select b.change_id from runs as v cross join lateral (${blamedDeployments(sql`v.starts_at`, sql`v.ends_at`)}
      ) as b
    )`;
  const failed = looked.at === 'deployments' ? sql`${FAILED_BY_OUTCOME} or ${isBlamed}` : sql`null::boolean`;
  return sql`runs as w
  cross join lateral (
    select ${COLUMNS}, ${failed} as failed, false as shared
    from stackflow.change_records as c
    where ${conditionOf(looked)} and c.deployed_at >= w.starts_at and c.deployed_at < w.ends_at and not ${IS_SHARED}
    offset 0
  ) as c`;
}

/** Those of `windows as w`: of days without a mark, whose failed deployments are known. */
export function recordsOfWindows(looked: Looked): Sql {
  const hasFailed = sql`c.id in (
      select f.change_id from windows as v cross join lateral (
        select f.change_id from stackflow.failed_deployments as f
        where f.deployed_at >= v.starts_at and f.deployed_at < v.ends_at
        offset 0
      ) as f
    )`;
  const failed = looked.at === 'deployments' ? hasFailed : sql`null::boolean`;
  return sql`windows as w
  cross join lateral (
    select ${COLUMNS}, ${failed} as failed, false as shared
    from stackflow.change_records as c
    where ${conditionOf(looked)} and c.deployed_at >= w.starts_at and c.deployed_at < w.ends_at and not ${IS_SHARED}
    offset 0
  ) as c`;
}

/** Those of the CTE `shared` that stand for their change, wherever it is; judged one by one. */
export function recordsOfShared(looked: Looked, { fromMs, toMs }: TimeRange): Sql {
  const failed = sql`${FAILED_BY_OUTCOME} or exists (${BLAMING_INCIDENTS})`;
  return sql`(
    select ${COLUMNS}, ${looked.at === 'deployments' ? failed : sql`null::boolean`} as failed, h.services > 1 as shared
    from shared as h
    cross join lateral (${changeById(sql`h.change_id`)}
    ) as c
    where h.group_place = 1 and ${conditionOf(looked)}
      and c.deployed_at >= ${timestamp(fromMs)} and c.deployed_at < ${timestamp(toMs)}
    offset 0
  ) as c`;
}
