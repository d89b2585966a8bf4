import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { MONITORED_FROM } from '../downtime/downtime-sql';
import { measuredUs } from '../error-budget/objectives';
import { IS_ON_RECORD } from '../reliability/scoped-services';
import { planningOfScope, serviceCondition } from '../scope';
import type { Scope } from '../scope';
import { figureColumns, figuresOf } from './figures';
import type { FiguresRow, GateFigures } from './figures';

export interface DecisionsRequest {
  readonly scope: Scope;
  /** The moment asked about, in milliseconds since the epoch; never in the future. */
  readonly atMs: number;
  /** Most services to read; what is over is left out, and said. */
  readonly rowLimit: number;
}

/** Whether one service is gated at one moment. */
export interface GateDecision {
  readonly serviceId: string;
  readonly service: string;
  readonly team: string | null;
  readonly gated: boolean;
  /** The SLO in most trouble, exhausted or not; null where the service has none. */
  readonly figures: GateFigures | null;
  /** Null while not gated. */
  readonly sinceMs: number | null;
  /** Why it is gated, in one sentence; null while not gated. */
  readonly reason: string | null;
  /** Lets non-critical changes pass although the service is gated; told where it is not, too. */
  readonly override: ActiveOverride | null;
  /** Changes of the service that the gate holds. */
  readonly held: number;
  /** Whether the service ever had an outage, or somebody said since when it is monitored: else an open gate may be mere silence. */
  readonly isOnRecord: boolean;
}

export interface ActiveOverride {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly untilMs: number;
}

export interface GateDecisions {
  /** Gated services first, then by name. */
  readonly decisions: readonly GateDecision[];
  readonly truncated: boolean;
}

interface DecisionRow extends FiguresRow {
  readonly service_id: string;
  readonly service: string;
  readonly team: string | null;
  readonly gated: boolean;
  readonly since_ms: number | null;
  readonly reason: string | null;
  readonly override_id: string | null;
  readonly override_by: string;
  readonly override_reason: string;
  readonly override_until_ms: number;
  readonly held: number;
  readonly is_on_record: boolean;
}

/** One statement: the decision for each service in scope; retired ones only where they are named. */
export function decisionsStatement({ scope, atMs, rowLimit }: DecisionsRequest): Statement {
  const at = timestamp(atMs);
  // As a column, not as a sub-select: PostgreSQL takes the function apart for the former only.
  return statementOf(
    sql`with in_scope as materialized (
  select array_agg(s.id) as ids
  from stackflow.services as s
  where ${serviceCondition(scope)}
    and (s.retired_at is null or s.retired_at > ${at} or s.name = any(${scope.services}::text[]))
),
held as materialized (
  select c.service_id, count(*)::float8 as changes
  from stackflow.gate_holds as h
  join stackflow.change_records as c on c.id = h.change_id
  where h.held_at <= ${at} and (h.ended_at is null or h.ended_at > ${at})
  group by c.service_id
)
select s.id::text as service_id, s.name as service, s.team, g.gated,
  ${figureColumns(sql`g`, measuredUs(sql`g.window_days * 86400`, MONITORED_FROM, at))},
  extract(epoch from g.since)::float8 * 1000 as since_ms, g.reason,
  r.id::text as override_id, r.created_by as override_by, r.reason as override_reason,
  extract(epoch from g.override_until)::float8 * 1000 as override_until_ms,
  coalesce(h.changes, 0) as held,
  ${IS_ON_RECORD} as is_on_record
from in_scope as i
cross join lateral stackflow.stored_change_gate(i.ids, ${at}) as g
join stackflow.services as s on s.id = g.service_id
left join stackflow.gate_overrides as r on r.id = g.override_id
left join held as h on h.service_id = s.id
order by g.gated desc, s.name collate "C"
limit ${rowLimit + 1}`,
    planningOfScope(scope)
  );
}

/**
 * Which services are gated at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function gateDecisions(
  reader: Reader,
  request: DecisionsRequest,
  signal: AbortSignal
): Promise<GateDecisions> {
  const rows = await reader.run<DecisionRow>(decisionsStatement(request), signal);
  const limitedRows = rows.slice(0, request.rowLimit);
  return { decisions: limitedRows.map(decisionOf), truncated: rows.length > limitedRows.length };
}

/** @returns null where no service bears the name */
export async function gateDecisionOf(
  reader: Reader,
  service: string,
  atMs: number,
  signal: AbortSignal
): Promise<GateDecision | null> {
  const request = { scope: { services: [service], teams: [], tiers: [] }, atMs, rowLimit: 1 };
  const { decisions } = await gateDecisions(reader, request, signal);
  return decisions[0] ?? null;
}

function decisionOf(row: DecisionRow): GateDecision {
  return {
    serviceId: row.service_id,
    service: row.service,
    team: row.team,
    gated: row.gated,
    figures: figuresOf(row),
    sinceMs: row.since_ms,
    reason: row.reason,
    override:
      row.override_id === null
        ? null
        : {
            id: row.override_id,
            by: row.override_by,
            reason: row.override_reason,
            untilMs: row.override_until_ms,
          },
    held: row.held,
    isOnRecord: row.is_on_record,
  };
}
