import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';

import { MIGRATIONS_SCHEMA, MIGRATIONS_TABLE } from './schema-version';

/**
 * Applies every migration that has not run, in one transaction and under a lock, so that two
 * callers at once do it once. An existing schema's rows stay.
 *
 * @param client connected, signed in as a user that may create tables and roles
 * @returns the names of the migrations that ran, in order; empty where the schema was current
 * @throws whatever PostgreSQL says; nothing is changed then
 */
export async function migrate(client: ClientBase): Promise<readonly string[]> {
  const ran = await runner({
    dbClient: client,
    dir: migrationsFolder(),
    direction: 'up',
    count: Infinity,
    singleTransaction: true,
    migrationsSchema: MIGRATIONS_SCHEMA,
    createMigrationsSchema: true,
    migrationsTable: MIGRATIONS_TABLE,
    // Waits for another migration under way instead of failing.
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
  return ran.map(({ name }) => name);
}

/**
 * Where the SQL files lie: beside the packaged executable, beside the bundle, or in the sources.
 */
function migrationsFolder(): string {
  const candidates = [
    join(dirname(process.execPath), 'migrations'),
    join(__dirname, 'migrations'),
    join(__dirname, '../../../db/migrations'),
  ];
  const found = candidates.find((folder) => existsSync(join(folder, '001_schema.sql')));
  if (found === undefined) {
    throw new Error(`The folder "migrations" is missing beside ${process.execPath}. Unpack the plugin once more.`);
  }
  return found;
}
