import sql from 'sql-template-tag';

import type { Priority } from '../../../model/annotations-query';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { incidentDownPieces } from '../downtime/down-pieces';
import { lastsBeyond } from '../reliability/scoped-services';
import { BUDGET_EXPRESSIONS } from './budget-sql';
import { objectivesCte } from './objectives';
import type { SloScope } from './objectives';

export interface SpendingRequest {
  readonly scope: SloScope;
  /** The moment the windows end at, in milliseconds since the epoch; never in the future. */
  readonly atMs: number;
  /** Most incidents to read; what is over is left out, and said. */
  readonly rowLimit: number;
}

/** What one incident took of one SLO's budget, whatever else was down at the same time. */
export interface SpendingIncident {
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly incident: string;
  readonly priority: Priority;
  readonly url: string | null;
  /** First moment of its downtime inside the window, in milliseconds since the epoch. */
  readonly startedMs: number;
  /** Last moment inside the window; the window's end while the service is still down. */
  readonly endedMs: number;
  /** Whether the downtime lasts beyond the window's end, as far as is known. */
  readonly isOngoing: boolean;
  /** Inside the window, without maintenance. */
  readonly downtimeMinutes: number;
  /** Of the whole budget; null for a target of 100 %. */
  readonly sharePercent: number | null;
  /** Null where nobody counted. */
  readonly affectedUsers: number | null;
}

export interface SpendingIncidents {
  /** By service, then SLO, the most downtime first. */
  readonly incidents: readonly SpendingIncident[];
  readonly truncated: boolean;
}

interface SpendingRow {
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly incident: string;
  readonly priority: Priority;
  readonly url: string | null;
  readonly started_ms: number;
  readonly ended_ms: number;
  readonly is_ongoing: boolean;
  readonly downtime_minutes: number;
  readonly share_percent: number | null;
  readonly affected_users: number | null;
}

/** One statement: for every SLO in scope the incidents that `budgetsStatement` counts. */
export function spendingIncidentsStatement({ scope, atMs, rowLimit }: SpendingRequest): Statement {
  return statementOf(sql`with instants (at) as (select ${timestamp(atMs)}),
${objectivesCte(scope)},
spending as (
  select o.*, d.incident_id, d.down, d.us as downtime_us, e.budget_us
  from objectives as o
  cross join lateral ${incidentDownPieces(
    sql`array[o.service_id]`,
    sql`o.at - make_interval(secs => o.window_days * 86400)`,
    sql`o.at`
  )} as d
  cross join lateral stackflow.budget_over(o.target_percent, o.window_us, d.us) as e
  where not isempty(d.down)
)
select b.service, b.team, b.slo, i.title as incident, i.priority, i.url,
  extract(epoch from lower(b.down))::float8 * 1000 as started_ms,
  extract(epoch from upper(b.down))::float8 * 1000 as ended_ms,
  upper(b.down) = b.at and ${lastsBeyond(sql`b.at`, sql`p.incident_id = b.incident_id and p.service_id = b.service_id`)} as is_ongoing,
  ${BUDGET_EXPRESSIONS.usedMinutes} as downtime_minutes,
  ${BUDGET_EXPRESSIONS.usedPercent} as share_percent,
  i.affected_users::float8 as affected_users
from spending as b
join stackflow.incidents as i on i.id = b.incident_id
order by b.service collate "C", b.slo collate "C", b.slo_id, b.downtime_us desc, lower(b.down), i.id
limit ${rowLimit + 1}`);
}

/**
 * The incidents that spent the budgets of the windows that end at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function spendingIncidents(
  reader: Reader,
  request: SpendingRequest,
  signal: AbortSignal
): Promise<SpendingIncidents> {
  const rows = await reader.run<SpendingRow>(spendingIncidentsStatement(request), signal);
  const limitedRows = rows.slice(0, request.rowLimit);
  return { incidents: limitedRows.map(incidentOf), truncated: rows.length > limitedRows.length };
}

function incidentOf(row: SpendingRow): SpendingIncident {
  return {
    service: row.service,
    team: row.team,
    slo: row.slo,
    incident: row.incident,
    priority: row.priority,
    url: row.url,
    startedMs: row.started_ms,
    endedMs: row.ended_ms,
    isOngoing: row.is_ongoing,
    downtimeMinutes: row.downtime_minutes,
    sharePercent: row.share_percent,
    affectedUsers: row.affected_users,
  };
}
