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

/** What became of those held changes that were tried. */
export interface ReleaseBatch {
  readonly released: readonly ReleasedChange[];
  /** Changes that could not be written, for example for a trigger of another program; they stay held. */
  readonly failures: readonly { readonly changeId: string; readonly text: string }[];
  /** The hold after which to go on; null where there is no more. */
  readonly next: string | null;
}

interface TriedRow {
  readonly hold_id: string;
  readonly change_id: string;
  readonly service_id: string;
  /** Null where it stays held. */
  readonly state: string | null;
  readonly end_kind: ReleasedChange['because'];
  readonly failure: string | null;
}

/** Brings the history of gated periods up to now, in the caller's transaction. */
export async function refreshGatedPeriods(writer: Reader, signal: AbortSignal): Promise<void> {
  await writer.run(statementOf(sql`select from stackflow.keep_gate_spells()`), signal);
}

/**
 * Lets go what need not wait any more, the oldest first, in the caller's transaction.
 *
 * @param most tries so many at once, so that rows stay locked for a short time only
 * @param after the `next` of the batch before; null for the first
 */
export async function releaseRecovered(
  writer: Reader,
  { most, after }: { readonly most: number; readonly after: string | null },
  signal: AbortSignal
): Promise<ReleaseBatch> {
  const rows = await writer.run<TriedRow>(
    statementOf(sql`select r.hold_id::text, r.change_id::text, r.service_id::text, r.state, r.end_kind, r.failure
from stackflow.release_recovered_changes(${most}::integer, ${after}::bigint) as r`),
    signal
  );
  return {
    released: rows.flatMap(({ change_id: changeId, service_id: serviceId, state, end_kind: because }) =>
      state === null ? [] : [{ changeId, serviceId, state, because }]
    ),
    failures: rows.flatMap(({ change_id: changeId, failure }) =>
      failure === null ? [] : [{ changeId, text: failure }]
    ),
    next: rows.length < most ? null : (rows.at(-1)?.hold_id ?? null),
  };
}
