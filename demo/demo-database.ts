import { Client, Pool } from 'pg';

import type { TimeRange } from '../src/backend/metrics/time-range';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import type { ContextSpec } from '../tooling/plugin-request';
import { keepDrift, keepFresh } from './company/keep-fresh';
import type { DataSetName, LoadedData } from './data-sets';
import { loadCompanyData, loadRealData, sreMetrics } from './load-data';

const DATABASE = 'stackflow';

/** Where the demo's data lies, for whoever wants to look for themselves. */
export function urlOf(database: EmbeddedDatabase): string {
  return database.urlOf(DATABASE);
}

/** Makes the demo's database on a new server: the schema, and a data set. */
export async function loadDemo(database: EmbeddedDatabase, dataSet: DataSetName): Promise<LoadedData> {
  await createDatabase(database);
  switch (dataSet) {
    case 'real':
      return loadRealData({ SRE_METRICS_DATABASE_URL: urlOf(database) });
    case 'company':
      return loadCompanyData(urlOf(database));
  }
}

const MINUTE_MS = 60_000;

/**
 * Keeps a data set that ends now from getting stale, as its worker would, until this process ends.
 *
 * @returns once its status is there; ends what it has begun
 */
export async function beginWork(database: EmbeddedDatabase, { name }: LoadedData): Promise<() => Promise<void>> {
  if (name === 'real') {
    return () => Promise.resolve();
  }
  const pool = new Pool({ connectionString: urlOf(database), max: 1 });
  // The database may be taken away and given back.
  pool.on('error', () => undefined);
  const over = new AbortController();
  await keepDrift(pool);
  await keepFresh(pool, over.signal);
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = keepFresh(pool, over.signal).catch(() => undefined);
  }, MINUTE_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    over.abort();
    await running;
    await pool.end();
  };
}

/** Prints which alerts the demo's outages would have fired. */
export async function showReplay(database: EmbeddedDatabase, { fromMs, toMs }: TimeRange): Promise<void> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  process.stdout.write(`\nAlerts that would have fired, ${from} to ${to}\n\n`);
  await sreMetrics({ SRE_METRICS_DATABASE_URL: urlOf(database) }, 'alerts', 'replay', '--from', from, '--to', to);
}

/** A data source's settings that lead to the demo's database. */
export function connectionOf({ host, port, adminUser, adminPassword }: EmbeddedDatabase) {
  return {
    jsonData: { host, port, database: DATABASE, user: adminUser, tlsMode: 'disable' },
    secureJsonData: { password: adminPassword },
  } satisfies ContextSpec;
}

async function createDatabase(database: EmbeddedDatabase): Promise<void> {
  const admin = new Client({ connectionString: database.urlOf('postgres') });
  await admin.connect();
  await admin.query(`create database ${DATABASE}`);
  await admin.end();
}
