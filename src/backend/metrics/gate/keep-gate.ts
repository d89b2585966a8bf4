import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

/** A change that was let go. */
export interface ReleasedChange {
  readonly changeId: string;
  readonly serviceId: string;
  /** The state it is in now. */
  readonly state: string;
  readonly because: 'recovered' | 'override' | 'critical' | 'withdrawn';
}

interface ReleasedRow {
  readonly change_id: string;
  readonly service_id: string;
  readonly state: string;
  readonly end_kind: ReleasedChange['because'];
}

/** Brings the history of gated spells up to now, in the caller's transaction. */
export async function keepGateSpells(writer: Reader, signal: AbortSignal): Promise<void> {
  await writer.run(statementOf(sql`select from stackflow.keep_gate_spells()`), signal);
}

/**
 * Lets go what need not wait any more, the oldest first, in the caller's transaction.
 *
 * @param most so many at once, so that rows stay locked for a short time only
 */
export async function releaseRecovered(
  writer: Reader,
  most: number,
  signal: AbortSignal
): Promise<readonly ReleasedChange[]> {
  const rows = await writer.run<ReleasedRow>(
    statementOf(sql`select r.change_id::text, r.service_id::text, r.state, r.end_kind
from stackflow.release_recovered_changes(${most}::integer) as r`),
    signal
  );
  return rows.map((row) => ({
    changeId: row.change_id,
    serviceId: row.service_id,
    state: row.state,
    because: row.end_kind,
  }));
}
