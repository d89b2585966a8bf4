import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { FAILED_BY_OUTCOME, IS_DEPLOYMENT, deployedIn } from '../dora/deployments';
import { newestFailedCtes } from '../dora/failed-deployments';
import { BLAMED_BY } from '../records/changes';
import type { BlamingIncident, Outcome } from '../records/changes';
import { andInScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { marksOf } from './request';
import type { Marks, MarksRequest } from './request';

export interface DeploymentMarksRequest extends MarksRequest {
  /** Leave successful ones out. */
  readonly failedOnly: boolean;
}

/** A deployment as a point in time. */
export interface DeploymentMark {
  readonly id: string;
  readonly deployedMs: number;
  readonly title: string;
  readonly service: string;
  readonly team: string | null;
  readonly hasFailed: boolean;
  readonly outcome: Outcome | null;
  readonly blamedBy: readonly BlamingIncident[];
  readonly url: string | null;
}

interface DeploymentRow {
  readonly id: string;
  readonly deployed_ms: number;
  readonly title: string;
  readonly service: string;
  readonly team: string | null;
  readonly failed: boolean;
  readonly deployment_outcome: Outcome | null;
  readonly blamed_by: readonly BlamingIncident[];
  readonly url: string | null;
}

/**
 * One statement: the newest deployments of the range, or the newest that failed, with the verdict that the metrics
 * give them. Nothing is judged that is not listed.
 */
export function deploymentMarksStatement({ scope, range, limit, failedOnly }: DeploymentMarksRequest): Statement {
  return statementOf(sql`with ${failedOnly ? newestFailedCtes(range, scope, limit + 1) : newestCtes(range, scope)},
page as materialized (
  select d.id, d.deployed_at
  from ${failedOnly ? sql`failed` : sql`newest`} as d
  order by d.deployed_at desc, d.id desc
  limit ${limit + 1}
)
select p.id::text, extract(epoch from p.deployed_at)::float8 * 1000 as deployed_ms, c.title, s.name as service, s.team,
  ${FAILED_BY_OUTCOME} or b.is_blamed as failed, c.deployment_outcome, b.blamed_by, c.url
from page as p
join stackflow.change_records as c on c.id = p.id
join stackflow.services as s on s.id = c.service_id
cross join lateral (${BLAMED_BY}
) as b
order by p.deployed_at desc, p.id desc`);
}

/** The CTE `newest (id, deployed_at)`: all deployments of the range, of which no more are read than are asked for. */
function newestCtes(range: TimeRange, scope: Scope): Sql {
  return sql`newest as (
  select c.id, c.deployed_at
  from stackflow.change_records as c
  where ${IS_DEPLOYMENT} and ${deployedIn(range)}${andInScope(sql`c.service_id`, scope)}
)`;
}

/**
 * Deployments, or failed ones, as points.
 *
 * @throws Failure as `Reader.run` does
 */
export async function deploymentMarks(
  reader: Reader,
  request: DeploymentMarksRequest,
  signal: AbortSignal
): Promise<Marks<DeploymentMark>> {
  const rows = await reader.run<DeploymentRow>(deploymentMarksStatement(request), signal);
  return marksOf(rows, request, (row) => ({
    id: row.id,
    deployedMs: row.deployed_ms,
    title: row.title,
    service: row.service,
    team: row.team,
    hasFailed: row.failed,
    outcome: row.deployment_outcome,
    blamedBy: row.blamed_by,
    url: row.url,
  }));
}
