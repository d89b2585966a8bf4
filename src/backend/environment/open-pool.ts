import type { ClientConfig, Pool, PoolClient, PoolConfig } from 'pg';

import { GuardedClient, GuardedPool } from '../aurora/guarded-pg';
import type { Log } from './log';

/** A pool of connections that lives long. */
export interface LastingPool {
  readonly pool: Pool;
  /** Breaks off every statement under way; whoever waits for one gets an error. The pool itself stays open. */
  readonly hangUp: () => void;
}

/** After a failover, or a change of addresses, no connection stays with the old server for longer. */
const MAX_AGE_SECONDS = 15 * 60;

/** Opens a pool whose lost connections are told in the log and replaced, whether idle or at work. */
export function openPool(
  database: ClientConfig,
  log: Log,
  options: Pick<PoolConfig, 'max' | 'verify' | 'maxLifetimeSeconds'>
): LastingPool {
  const pool = new GuardedPool({ maxLifetimeSeconds: MAX_AGE_SECONDS, ...database, ...options });
  const busy = new Set<PoolClient>();
  const onLost = (error: Error) => log.debug('A connection to the database was lost', { error: error.message });
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  pool.on('acquire', (client) => busy.add(client));
  pool.on('release', (_error, client) => busy.delete(client));
  return { pool, hangUp: () => busy.forEach((client) => hangUp(client)) };
}

/** A pool's clients are of `pg`'s class, whose end does not wait for a statement. */
function hangUp(client: PoolClient): void {
  if (client instanceof GuardedClient) {
    client.end().catch(() => undefined);
  }
}
