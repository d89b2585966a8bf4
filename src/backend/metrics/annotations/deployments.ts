import sql, { empty } from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { deploymentsCtes } from '../dora/deployments';
import { BLAMED_BY } from '../records/changes';
import type { BlamingIncident, Outcome } from '../records/changes';
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
 * One statement: the newest deployments of the range, with the verdict that the metrics give them.
 * All are judged at once (`materialized`): to judge them one by one from the newest, until the limit
 * is reached, would look through what incidents blame each time.
 */
export function deploymentMarksStatement({ scope, range, limit, failedOnly }: DeploymentMarksRequest): Statement {
  return statementOf(sql`with ${deploymentsCtes(range, scope)},
judged as materialized (
  select d.id, d.deployed_at, d.failed
  from deployments as d
),
page as (
  select d.id, d.deployed_at, d.failed
  from judged as d
  ${failedOnly ? sql`where d.failed` : empty}
  order by d.deployed_at desc, d.id desc
  limit ${limit + 1}
)
select p.id::text, extract(epoch from p.deployed_at)::float8 * 1000 as deployed_ms, c.title, s.name as service, s.team,
  p.failed, c.deployment_outcome, b.blamed_by, c.url
from page as p
join stackflow.change_records as c on c.id = p.id
join stackflow.services as s on s.id = c.service_id
cross join lateral (${BLAMED_BY}
) as b
order by p.deployed_at desc, p.id desc`);
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
