import { Client } from 'pg';

import type { EmbeddedDatabase } from '../tooling/embedded-database';
import type { ContextSpec } from '../tooling/plugin-request';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { loadRealData, sreMetrics } from './load-data';
import type { RealData } from './real-data';

const DATABASE = 'stackflow';

/** Makes the demo's database on a new server: the schema, the real data, a few made-up SLOs. */
export async function loadDemo(database: EmbeddedDatabase): Promise<RealData> {
  await createDatabase(database);
  return loadRealData({ SRE_METRICS_DATABASE_URL: database.urlOf(DATABASE) });
}

/** Prints which alerts the demo's outages would have fired. */
export async function showReplay(database: EmbeddedDatabase, { fromMs, toMs }: TimeRange): Promise<void> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  process.stdout.write(`\nAlerts that would have fired, ${from} to ${to}\n\n`);
  const connection = { SRE_METRICS_DATABASE_URL: database.urlOf(DATABASE) };
  await sreMetrics(connection, 'alerts', 'replay', '--from', from, '--to', to);
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
