import type { ClientConfig, Pool } from 'pg';

import { isDatabaseError } from '../aurora/advice';
import { GuardedClient, GuardedPool } from '../aurora/guarded-pg';
import { explainAtTerminal } from '../environment/database-errors';
import type { Task } from '../environment/database-errors';
import { addressOf } from '../environment/with-client';

/** One connection works, one keeps what happened. */
const CONNECTIONS = 2;

/**
 * Lends a pool of connections to a command.
 *
 * @throws Failure that says what is wrong with the database; other errors of the work as they are
 */
export async function withPool<T>(config: ClientConfig, task: Task, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new GuardedPool({ ...config, max: CONNECTIONS });
  // An idle connection that was lost; the next statement opens another.
  pool.on('error', () => undefined);
  try {
    return await work(pool);
  } catch (error) {
    throw isDatabaseError(error) ? explainAtTerminal(error, addressOf(new GuardedClient(config)), task) : error;
  } finally {
    await pool.end();
  }
}
