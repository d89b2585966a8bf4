import { Pool } from 'pg';
import type { PoolConfig } from 'pg';

/**
 * A pool for tests and the bench, whose server may stop, or lose its database, while connections
 * idle. That of an ended pool may still be closing then. Statements fail all the same.
 */
export function openPool(config: PoolConfig): Pool {
  return new Pool(config).on('error', () => undefined);
}
