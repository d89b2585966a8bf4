import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { serviceCondition } from '../scope';
import { figureColumns, figuresOf } from './figures';
import type { FiguresRow, GateFigures } from './figures';
import type { DecisionsRequest } from './decisions';

/** A change that the gate holds. */
export interface BlockedChange {
  readonly changeId: string;
  readonly title: string;
  readonly service: string;
  readonly team: string | null;
  readonly url: string | null;
  readonly heldMs: number;
  /** The state before the write that was held. */
  readonly cameFrom: string;
  /** The state it goes to once it is let go. */
  readonly goesBackTo: string;
  /** The state that was last asked for. */
  readonly requestedState: string;
  readonly reason: string;
  /** As they were when it was held; null where the gate could not decide. */
  readonly figures: GateFigures | null;
  /** Since when the service had been gated; null where the gate could not decide. */
  readonly sinceMs: number | null;
}

export interface BlockedChanges {
  /** The one held for longest first: the order they are released in. */
  readonly changes: readonly BlockedChange[];
  readonly truncated: boolean;
}

interface BlockedRow extends FiguresRow {
  readonly change_id: string;
  readonly title: string;
  readonly service: string;
  readonly team: string | null;
  readonly url: string | null;
  readonly held_ms: number;
  readonly came_from: string;
  readonly goes_back_to: string;
  readonly wanted_state: string;
  readonly reason: string;
  readonly since_ms: number | null;
}

/** One statement: what the gate held at a moment of the services in scope. */
export function blockedChangesStatement({ scope, atMs, rowLimit }: DecisionsRequest): Statement {
  const at = timestamp(atMs);
  return statementOf(sql`select c.id::text as change_id, c.title, s.name as service, s.team, c.url,
  extract(epoch from h.held_at)::float8 * 1000 as held_ms, h.came_from, h.wanted_state, h.reason,
  stackflow.state_once_released(h.came_from, h.wanted_state) as goes_back_to,
  ${figureColumns(sql`h`)},
  extract(epoch from h.since)::float8 * 1000 as since_ms
from stackflow.gate_holds as h
join stackflow.change_records as c on c.id = h.change_id
join stackflow.services as s on s.id = c.service_id
where ${serviceCondition(scope)} and h.held_at <= ${at} and (h.ended_at is null or h.ended_at > ${at})
order by h.held_at, h.id
limit ${rowLimit + 1}`);
}

/**
 * Changes that the gate held at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function blockedChanges(
  reader: Reader,
  request: DecisionsRequest,
  signal: AbortSignal
): Promise<BlockedChanges> {
  const rows = await reader.run<BlockedRow>(blockedChangesStatement(request), signal);
  const limitedRows = rows.slice(0, request.rowLimit);
  return { changes: limitedRows.map(blockedOf), truncated: rows.length > limitedRows.length };
}

function blockedOf(row: BlockedRow): BlockedChange {
  return {
    changeId: row.change_id,
    title: row.title,
    service: row.service,
    team: row.team,
    url: row.url,
    heldMs: row.held_ms,
    cameFrom: row.came_from,
    goesBackTo: row.goes_back_to,
    requestedState: row.wanted_state,
    reason: row.reason,
    figures: figuresOf(row),
    sinceMs: row.since_ms,
  };
}
