import { DatabaseError } from 'pg';
import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

/** Folded in one transaction: short, since a fold that is cut off does its last batch again. */
const SERVICES_AT_ONCE = 50;

export interface Folded {
  /** Services whose pieces of downtime were put right; one that was marked again meanwhile counts again. */
  readonly services: number;
  /** Whether another process was at it, which does the rest. */
  readonly isBusy: boolean;
}

/**
 * Puts the pieces of downtime right of every service that is marked, some at a time. Nobody waits for it. Answers are
 * the same before and after, only quicker.
 *
 * @param database signed in as a member of sre_metrics_writer, in no transaction
 * @param signal stops between two transactions; the next fold goes on there
 * @throws what PostgreSQL says
 */
export async function foldDownPieces(database: ClientBase | Pool, signal: AbortSignal): Promise<Folded> {
  let services = 0;
  while (!signal.aborted) {
    const folded = await foldOnce(database);
    services += folded ?? 0;
    if (folded === null || folded < SERVICES_AT_ONCE) {
      if (folded !== null) {
        await unlessBusy(database.query(sql`select stackflow.note_down_fold()`));
      }
      return { services, isBusy: folded === null };
    }
  }
  return { services, isBusy: false };
}

/** What one process folded while another waited, whose session has snapshots of whole transactions. */
const SERIALIZATION_FAILURE = '40001';

/** @returns null where another process is at it */
async function foldOnce(database: ClientBase | Pool): Promise<number | null> {
  const answer = await unlessBusy(
    database.query<{ folded: number | null }>(
      sql`select stackflow.fold_down_pieces(${SERVICES_AT_ONCE}::integer) as folded`
    )
  );
  return answer?.rows[0]?.folded ?? null;
}

/** @returns null where another process was at it */
async function unlessBusy<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === SERIALIZATION_FAILURE) {
      return null;
    }
    throw error;
  }
}
