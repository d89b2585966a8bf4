import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { BLAMING_INCIDENTS, FAILED_BY_OUTCOME, IS_DEPLOYMENT, blamedDeployments, withBlame } from '../dora/deployments';
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

/**
 * Whether a change, alias `c`, may stand in several services: such a one is in no cell. Few databases have any: whether there is
 * one at all is asked once. PostgreSQL would look into the empty set for each record, which takes longer than to read the record.
 * Where there are some, each change is looked up: PostgreSQL would else read all of them for a few changes.
 */
export const IS_SHARED = sql`((select exists (select from stackflow.github_changes as g where g.shared))
    and exists (select from stackflow.github_changes as g where g.change_id = c.id and g.shared offset 0))`;

function conditionOf({ scope, at }: Looked): Sql {
  const condition = at === 'deployments' ? IS_DEPLOYMENT : IS_DEPLOYMENT_OR_EMERGENCY;
  return sql`${condition}${andInScope(sql`c.service_id`, scope)}`;
}

/** Those of `runs as w`, stretches of days with a mark: judged anew. */
export function recordsOfRuns(looked: Looked): Sql {
  const records = (failed: Sql) => sql`
    select ${COLUMNS}, ${failed} as failed, false as shared
    from stackflow.change_records as c
    where ${conditionOf(looked)} and c.deployed_at >= w.starts_at and c.deployed_at < w.ends_at and not ${IS_SHARED}`;
  if (looked.at !== 'deployments') {
    return sql`runs as w
  cross join lateral (${records(sql`null::boolean`)}
    offset 0
  ) as c`;
  }
  const blamed = sql`(${blamedDeployments(sql`w.starts_at`, sql`w.ends_at`)}
    )`;
  return sql`runs as w
  cross join lateral (
    select ${COLUMNS}, c.failed or c.blamed as failed, c.shared
    from ${withBlame(records(FAILED_BY_OUTCOME), blamed)} as c
    where c.id is not null
    offset 0
  ) as c`;
}

/** Those of `windows as w`: of days without a mark, whose failed deployments are known. Each is half a day at most. */
export function recordsOfWindows(looked: Looked): Sql {
  return sql`windows as w
  cross join lateral ${recordsOfWindow(looked)}`;
}

/** Those of one window, alias `w`. */
export function recordsOfWindow(looked: Looked): Sql {
  const isJudged = looked.at === 'deployments';
  const failures = sql`
    left join (
      select f.change_id from stackflow.failed_deployments as f
      where f.deployed_at >= w.starts_at and f.deployed_at < w.ends_at
    ) as f on f.change_id = c.id`;
  return sql`(
    select ${COLUMNS}, ${isJudged ? sql`f.change_id is not null` : sql`null::boolean`} as failed, false as shared
    from (
      select c.*
      from stackflow.change_records as c
      where ${conditionOf(looked)} and c.deployed_at >= w.starts_at and c.deployed_at < w.ends_at and not ${IS_SHARED}
      -- In this order PostgreSQL reads them by their time. It cannot guess how few they are, and might go from service to service.
      order by c.deployed_at
      offset 0
    ) as c${isJudged ? failures : empty}
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
