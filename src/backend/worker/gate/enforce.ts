import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ClientBase } from 'pg';

import { sqlFolder } from '../../aurora/sql-files';

/** Switches the change gate's enforcement on and off. */

/**
 * How long to wait for programs that are writing change records. While this waits for them, others wait
 * for it.
 */
const LOCK_TIMEOUT_MS = 5_000;

/**
 * Installs the triggers that hold changes, or renews them, in a transaction of its own.
 *
 * @throws what PostgreSQL says; nothing is changed then
 */
export async function installGate(client: ClientBase): Promise<void> {
  await runWhole(client, 'install.sql');
}

/**
 * Takes the triggers off and lets go what they hold, in a transaction of its own.
 *
 * @returns how many changes were let go
 * @throws what PostgreSQL says; nothing is changed then
 */
export async function uninstallGate(client: ClientBase): Promise<number> {
  return await runWhole(client, 'uninstall.sql');
}

/** @returns how many rows the last statement touched */
async function runWhole(client: ClientBase, file: string): Promise<number> {
  const text = await readFile(join(sqlFolder('gate', file), file), 'utf8');
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
    // Several statements at once: `pg` gives a result for each.
    const results: unknown = await client.query(text);
    await client.query('commit');
    const last: unknown = Array.isArray(results) ? results.at(-1) : results;
    return typeof last === 'object' && last !== null && 'rowCount' in last ? Number(last.rowCount ?? 0) : 0;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
