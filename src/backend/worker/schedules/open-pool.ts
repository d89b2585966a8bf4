import { Pool } from 'pg';
import type { ClientConfig, PoolConfig } from 'pg';

import type { Log } from '../log';

/**
 * A pool of connections that lives long: one that is lost is told in the log and replaced, whether it
 * was idle or at work.
 */
export function openPool(database: ClientConfig, log: Log, options: Pick<PoolConfig, 'max' | 'verify'>): Pool {
  const pool = new Pool({ ...database, ...options });
  const onLost = (error: Error) => log.debug('A connection to the database was lost', { error: error.message });
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
}
