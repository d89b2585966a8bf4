import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

/**
 * Who may store and derive at the same time. A record is derived from several facts, so that two who
 * each bring one of them must not miss the other's. Locks last until the transaction ends, and are
 * taken in one order: the mapping's, then the repositories' by id, then rows.
 */

const MAPPING = 'stackflow github mapping';

/** For whoever changes the mapping: nobody stores or derives meanwhile. */
export async function lockMapping(client: ClientBase): Promise<void> {
  await client.query(sql`select pg_advisory_xact_lock(hashtextextended(${MAPPING}, 0))`);
}

/** Keeps the mapping as it is, which many may, and everybody else from the facts and records of these repositories. */
export async function lockRepositories(client: ClientBase, ids: readonly number[]): Promise<void> {
  const names = [...new Set(ids)].toSorted((a, b) => a - b).map((id) => `stackflow github ${id}`);
  await client.query(sql`select pg_advisory_xact_lock_shared(hashtextextended(${MAPPING}, 0))`);
  // One statement each: within one, nothing says in which order rows are taken.
  for (const name of names) {
    await client.query(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
  }
}
