import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ClientBase } from 'pg';

import { Failure } from '../../../model/failure';
import { errorCode } from '../../aurora/advice';
import { sqlFolder } from '../../aurora/sql-files';
import { inTransaction } from '../../aurora/transaction';
import { requireSchema } from '../require-schema';
import { requireOwner } from './require-owner';

/** Switches the change gate's enforcement on and off. */

/** How long to wait for programs that write change records. While this waits for them, others wait for it. */
const LOCK_TIMEOUT_SECONDS = 5;

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Installs the triggers that hold changes, or renews them, in a transaction of its own.
 *
 * @throws Failure that says what to do; what else PostgreSQL says. Nothing is changed then
 */
export async function installGate(client: ClientBase): Promise<void> {
  await runWhole(client, 'install.sql');
}

/**
 * Takes the triggers off and lets go what they hold, in a transaction of its own.
 *
 * @returns how many changes were let go
 * @throws Failure that says what to do; what else PostgreSQL says. Nothing is changed then
 */
export async function uninstallGate(client: ClientBase): Promise<number> {
  return await runWhole(client, 'uninstall.sql');
}

/** @returns how many rows the last statement touched */
async function runWhole(client: ClientBase, file: string): Promise<number> {
  const text = await readFile(join(sqlFolder('gate', file), file), 'utf8');
  await requireSchema(client, 'the change gate');
  await requireOwner(client);
  try {
    return await inTransaction(client, async () => {
      await client.query(`set local lock_timeout = '${LOCK_TIMEOUT_SECONDS}s'`);
      // Of several statements at once, `pg` gives a result each, which its types do not tell.
      const results: unknown = await client.query(text);
      const last: unknown = Array.isArray(results) ? results.at(-1) : results;
      return typeof last === 'object' && last !== null && 'rowCount' in last ? Number(last.rowCount) : 0;
    });
  } catch (error) {
    throw errorCode(error) === LOCK_NOT_AVAILABLE ? tableInUse(error) : error;
  }
}

function tableInUse(cause: unknown): Failure {
  return new Failure({
    status: 409,
    source: 'downstream',
    message: `Other programs kept stackflow.change_records for more than ${LOCK_TIMEOUT_SECONDS} seconds; nothing was changed.`,
    advice: 'Try again, or look in pg_stat_activity for a transaction that was left open.',
    cause,
  });
}
