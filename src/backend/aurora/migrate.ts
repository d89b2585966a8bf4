import { setTimeout as delay } from 'node:timers/promises';

import { PG_MIGRATE_LOCK_ID, runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';

import { tendIndexes } from './concurrent-indexes';
import { requirePostgresVersion } from './postgres-version';
import { MIGRATIONS_SCHEMA, MIGRATIONS_TABLE } from './schema-version';
import { sqlFolder } from './sql-files';
import { inTransaction } from './transaction';

/** How often it is looked whether another migration under way has ended, in ms. */
const LOCK_PAUSE_MS = 200;

/**
 * Applies every migration that has not run, in one transaction and under a lock, so that two
 * callers at once do it once. An existing schema's rows stay. Then builds what indexes are missing and drops
 * those that are not needed any more, each by itself.
 *
 * @param client connected, signed in as a user that may create tables and roles
 * @returns the names of the migrations that ran, in order; empty where the schema was current
 * @throws Failure for a PostgreSQL that is too old; whatever PostgreSQL says; nothing is changed then. Failure for an
 *   index that could not be built or dropped: the migrations have run then
 */
export async function migrate(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`
  );
  requirePostgresVersion(rows[0]?.version);
  await lock(client);
  try {
    const ran = await inTransaction(client, runMigrations);
    await tendIndexes(client);
    return ran;
  } finally {
    // On a lost connection this fails, and the lock is gone with it.
    await client.query('select pg_advisory_unlock($1)', [PG_MIGRATE_LOCK_ID]).catch(() => undefined);
  }
}

/**
 * The runner makes its schema and table before it begins a transaction. In one that is under way
 * already its BEGIN does nothing, its COMMIT ends all and its ROLLBACK undoes all.
 */
async function runMigrations(client: ClientBase): Promise<readonly string[]> {
  // By default a session might have a snapshot of the whole transaction, which misses what others commit while a migration
  // waits for their lock.
  await client.query('set transaction isolation level read committed');
  const ran = await runner({
    dbClient: client,
    dir: sqlFolder('migrations', '001_schema.sql'),
    direction: 'up',
    count: Infinity,
    singleTransaction: true,
    noLock: true,
    migrationsSchema: MIGRATIONS_SCHEMA,
    createMigrationsSchema: true,
    migrationsTable: MIGRATIONS_TABLE,
    log: () => undefined,
  });
  return ran.map(({ name }) => name);
}

/**
 * Waits for another migration under way instead of failing. Not in one statement: the other may be building an index,
 * which waits for every statement under way.
 */
async function lock(client: ClientBase): Promise<void> {
  const isLocked = async () => {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      PG_MIGRATE_LOCK_ID,
    ]);
    return rows[0]?.locked === true;
  };
  while (!(await isLocked())) {
    await delay(LOCK_PAUSE_MS);
  }
}
