import sql from 'sql-template-tag';

import { errorCode } from '../../aurora/advice';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';

export interface ReleaseRequest {
  /** A decimal text, since bigints do not fit a JavaScript number. */
  readonly changeId: string;
  /** Who; not blank. */
  readonly by: string;
  /** Why; not blank. */
  readonly reason: string;
}

export type ReleaseOutcome =
  | { readonly kind: 'released'; readonly state: string }
  /** The gate does not hold it, or there is no such change; the transaction is lost. */
  | { readonly kind: 'notHeld' };

const NO_DATA_FOUND = 'P0002';

/**
 * Lets one held change through although its service is gated, in the caller's transaction: it goes
 * back to where it came from, and passes the gate until it is closed or cancelled.
 *
 * @param writer of a member of `sre_metrics_gate_editor` or `sre_metrics_writer`
 */
export async function releaseChange(
  writer: Reader,
  { changeId, by, reason }: ReleaseRequest,
  signal: AbortSignal
): Promise<ReleaseOutcome> {
  try {
    const [row] = await writer.run<{ state: string }>(
      statementOf(sql`select stackflow.release_change(h.change_id, ${by}, ${reason}) as state
from stackflow.gate_holds as h
where h.change_id = ${changeId}::bigint and h.ended_at is null`),
      signal
    );
    return row === undefined ? { kind: 'notHeld' } : { kind: 'released', state: row.state };
  } catch (error) {
    if (errorCode(error) === NO_DATA_FOUND) {
      return { kind: 'notHeld' };
    }
    throw error;
  }
}
