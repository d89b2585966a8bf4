import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { RESOLVED_AT } from '../dora/resolution';
import { NEWEST_FIRST, PAGE, PAGE_COLUMNS, pageCtes, recordList, standingOf } from './page';
import type { PageRow, RecordList, RecordsRequest, Standing } from './page';

/** A failed deployment with one of the incidents that made it fail. */
export interface RecoveryItem {
  readonly deployment: string;
  readonly deployedMs: number;
  readonly service: string;
  readonly team: string | null;
  readonly deploymentUrl: string | null;
  readonly incident: string;
  readonly priority: 'P1' | 'P2';
  readonly createdMs: number;
  /** Null while the incident is open. */
  readonly resolvedMs: number | null;
  readonly incidentUrl: string | null;
  /** A person or a rule; null where nobody said. */
  readonly linkedBy: string | null;
  readonly linkedMs: number;
  readonly standing: Standing;
  /** From the deployment, or an incident during it, to the incident's resolution; null while it is open. */
  readonly seconds: number | null;
}

interface RecoveryRow extends PageRow {
  readonly deployment: string;
  readonly deployed_ms: number;
  readonly service: string;
  readonly team: string | null;
  readonly deployment_url: string | null;
  readonly incident: string;
  readonly priority: 'P1' | 'P2';
  readonly created_ms: number;
  readonly resolved_ms: number | null;
  readonly incident_url: string | null;
  readonly linked_by: string | null;
  readonly linked_ms: number;
}

/**
 * One statement: a page of recoveries in full, with what all come to. Links are looked up
 * for each: `offset 0` keeps the planner from reading those of all history instead.
 */
export function recoveriesStatement(request: RecordsRequest): Statement {
  return statementOf(sql`with ${pageCtes(request)}
select ${PAGE_COLUMNS}, c.title as deployment, s.name as service, s.team, c.url as deployment_url,
  extract(epoch from c.deployed_at)::float8 * 1000 as deployed_ms,
  i.title as incident, i.priority, i.url as incident_url,
  extract(epoch from i.created_at)::float8 * 1000 as created_ms,
  extract(epoch from ${RESOLVED_AT})::float8 * 1000 as resolved_ms,
  l.linked_by, extract(epoch from l.linked_at)::float8 * 1000 as linked_ms
from ${PAGE}
left join stackflow.change_records as c on c.id = p.change_id
left join stackflow.services as s on s.id = c.service_id
left join stackflow.incidents as i on i.id = p.incident_id
left join lateral (
  select l.linked_by, l.linked_at
  from stackflow.incident_changes as l
  where l.incident_id = p.incident_id and l.change_id = p.change_id
  offset 0
) as l on true
order by ${NEWEST_FIRST}`);
}

/**
 * The deployments and incidents behind failed deployment recovery time.
 *
 * @throws Failure as `Reader.run` does
 */
export async function listRecoveries(
  reader: Reader,
  request: RecordsRequest,
  signal: AbortSignal
): Promise<RecordList<RecoveryItem>> {
  const rows = await reader.run<RecoveryRow>(recoveriesStatement(request), signal);
  return recordList(rows, request, (row) => ({
    deployment: row.deployment,
    deployedMs: row.deployed_ms,
    service: row.service,
    team: row.team,
    deploymentUrl: row.deployment_url,
    incident: row.incident,
    priority: row.priority,
    createdMs: row.created_ms,
    resolvedMs: row.resolved_ms,
    incidentUrl: row.incident_url,
    linkedBy: row.linked_by,
    linkedMs: row.linked_ms,
    standing: standingOf(request, row),
    seconds: row.seconds,
  }));
}
