import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Client } from 'pg';

import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { ROOT } from '../tooling/paths';
import type { ContextSpec } from '../tooling/plugin-request';
import { prepareRealData } from './real-data';
import type { RealData } from './real-data';

const DATABASE = 'stackflow';

/** Makes the demo's database on a new server: the schema, the real data, a few made-up SLOs. */
export async function loadDemo(database: EmbeddedDatabase): Promise<RealData> {
  await createDatabase(database);
  return load(database);
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

/** Runs `sre-metrics` of this checkout, prints what it says. */
async function sreMetrics(url: string, ...args: readonly string[]): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'bin/sre-metrics.js'), ...args], {
    env: { ...process.env, SRE_METRICS_DATABASE_URL: url },
  });
  process.stdout.write(stdout.replaceAll(/^/gm, '  ').trimEnd() + '\n');
}

async function load(database: EmbeddedDatabase): Promise<RealData> {
  const url = database.urlOf(DATABASE);
  const folder = await mkdtemp(join(tmpdir(), 'sre-metrics-demo-'));
  try {
    const data = await prepareRealData(folder);
    await sreMetrics(url, 'migrate');
    for (const { kind, path } of data.files) {
      await sreMetrics(url, 'import', path, '--kind', kind);
    }
    await sreMetrics(url, 'slo', 'apply', join(__dirname, 'slos.yaml'));
    return data;
  } finally {
    await rm(folder, { recursive: true });
  }
}
