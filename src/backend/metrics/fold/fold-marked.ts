import { DatabaseError } from 'pg';
import type { ClientBase, Pool } from 'pg';

import type { Statement } from '../../aurora/statement';

/** Folded in one transaction: short, since a fold that is cut off does its last batch again. */
const SERVICES_AT_ONCE = 50;

export interface Folded {
  /** Services of which what is stored was put right; one that was marked again meanwhile counts again. */
  readonly services: number;
  /** Whether another process was at it, which does the rest. */
  readonly isBusy: boolean;
}

/**
 * Folds services that are marked, some at a time, until there are no more. Nobody waits for it. Answers are the same
 * before and after, only quicker.
 *
 * @param database signed in as a member of sre_metrics_writer, in no transaction
 * @param statementFor folds so many services at most; its `folded` is how many, null where another process is at it
 * @param signal stops between two transactions; the next fold goes on there
 * @throws what PostgreSQL says
 */
export async function foldMarked(
  database: ClientBase | Pool,
  statementFor: (most: number) => Statement,
  signal: AbortSignal
): Promise<Folded> {
  let services = 0;
  while (!signal.aborted) {
    const folded = await foldOnce(database, statementFor(SERVICES_AT_ONCE));
    services += folded ?? 0;
    if (folded === null || folded < SERVICES_AT_ONCE) {
      return { services, isBusy: folded === null };
    }
  }
  return { services, isBusy: false };
}

/** What one process folded while another waited, whose session has snapshots of whole transactions. */
const SERIALIZATION_FAILURE = '40001';

/** @returns null where another process is at it */
async function foldOnce(database: ClientBase | Pool, { text, values }: Statement): Promise<number | null> {
  const answer = await unlessSerialized(database.query<{ folded: number | null }>({ text, values: [...values] }));
  return answer?.rows[0]?.folded ?? null;
}

/** @returns null where another process did it at the same moment */
export async function unlessSerialized<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === SERIALIZATION_FAILURE) {
      return null;
    }
    throw error;
  }
}
