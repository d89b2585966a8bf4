import { Client } from 'pg';
import type { PoolClient } from 'pg';

import { migrate } from '../src/backend/aurora/migrate';
import { poolConfig } from '../src/backend/aurora/pool-config';
import { NO_REST } from '../src/backend/metrics/cells/fold-cells';
import { foldAll } from '../src/backend/metrics/fold/fold-all';
import { parseSettings } from '../src/model/settings';
import type { SreJsonData, SreSecureJsonData } from '../src/model/settings';
import { openPool } from '../tooling/database-pool';
import { startEmbeddedDatabase } from '../tooling/embedded-database';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { END, makeHistory } from './history';
import type { Making } from './history';
import type { HistorySize } from './options';

/** A cache that holds the working set, as a production cluster's would. */
const SERVER_SETTINGS = { shared_buffers: '2GB', work_mem: '64MB', maintenance_work_mem: '512MB', max_wal_size: '8GB' };

export const WHOLE = 'bench';
/** A copy of `WHOLE` with the newest part of the history alone. */
export const NEWEST = 'bench_newest';

/** A copy of `WHOLE` whose records are edited. */
export const LIVED = 'bench_lived';

/** What `NEWEST` keeps. */
export const NEWEST_DAYS = 365;

/** Long enough that no measured statement is cut off. */
const STATEMENT_TIMEOUT_SECONDS = 300;

/** Starts a server with an empty, migrated database `WHOLE`. */
export async function startServer(): Promise<EmbeddedDatabase> {
  const server = await startEmbeddedDatabase({ serverSettings: SERVER_SETTINGS });
  await withClient(server, 'postgres', (client) => client.query(`create database ${WHOLE}`));
  await withClient(server, WHOLE, migrate);
  return server;
}

/** Fills `WHOLE`. */
export async function fill(server: EmbeddedDatabase, options: HistorySize): Promise<Making> {
  return withClient(server, WHOLE, (client) => makeHistory(client, options));
}

/** Copies `WHOLE`. Nobody may be connected to it. */
export async function copyWhole(server: EmbeddedDatabase, name: string): Promise<void> {
  await withClient(server, 'postgres', (client) =>
    client.query(`create database ${name} template ${WHOLE} strategy file_copy`)
  );
}

/** Makes `NEWEST`. Nobody may be connected to `WHOLE`. */
export async function copyNewest(server: EmbeddedDatabase): Promise<void> {
  await copyWhole(server, NEWEST);
  await withClient(server, NEWEST, async (client) => {
    const before = `$1::timestamptz - interval '${NEWEST_DAYS} days'`;
    // Open incidents stay: they are counted beside the MTTR of every range.
    await client.query(`delete from stackflow.incidents where resolved_at < ${before}`, [END]);
    await client.query(`delete from stackflow.change_records where coalesce(deployed_at, created_at) < ${before}`, [
      END,
    ]);
    // What is stored follows, as a worker would have it.
    await foldAll(client, NO_REST, new AbortController().signal);
    // Not in full: rows stay on the pages that they are on in the whole history, so that pages can be compared.
    await client.query('vacuum analyze');
  });
}

/** The data source's settings for a database of the server. */
export function sourceSettings(
  { host, port, adminUser, adminPassword }: EmbeddedDatabase,
  database: string
): { readonly jsonData: SreJsonData; readonly secureJsonData: SreSecureJsonData } {
  return {
    jsonData: {
      host,
      port,
      database,
      user: adminUser,
      tlsMode: 'disable',
      statementTimeoutSeconds: STATEMENT_TIMEOUT_SECONDS,
    },
    secureJsonData: { password: adminPassword },
  };
}

/** Lends a bare client whose session is set up as the backend sets up its own. */
export async function withReader<T>(
  server: EmbeddedDatabase,
  database: string,
  work: (client: PoolClient) => Promise<T>
): Promise<T> {
  const { jsonData, secureJsonData } = sourceSettings(server, database);
  const parsed = parseSettings(jsonData, secureJsonData);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  const pool = openPool(
    poolConfig(parsed.settings, { maxConnections: 1, maxLifetimeSeconds: 0 }, 'read', () => undefined)
  );
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
    await pool.end();
  }
}

/** Lends a client signed in as the administrator. */
export async function withClient<T>(
  server: EmbeddedDatabase,
  database: string,
  work: (client: Client) => Promise<T>
): Promise<T> {
  const client = new Client({ connectionString: server.urlOf(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Changes a setting of the running server, for all sessions.
 *
 * @param assignment constant SQL, as `autovacuum = off`
 */
export async function setServerSetting(server: EmbeddedDatabase, assignment: string): Promise<void> {
  await withClient(server, 'postgres', async (client) => {
    await client.query(`alter system set ${assignment}`);
    await client.query('select pg_reload_conf()');
  });
}
