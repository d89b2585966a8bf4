import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Client } from 'pg';

import { migrate } from '../src/backend/aurora/migrate';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { temporaryFolder } from '../tooling/data-folder';
import { ROOT } from '../tooling/paths';
import { loadCompany } from './company/load-company';
import { REAL_SHOWN_RANGE } from './data-sets';
import type { LoadedData } from './data-sets';
import { keepDemoGatedPeriods } from './gated-periods';
import { DOWNTIME_TEAM, OUTAGES_RANGE, prepareRealData } from './real-data';

const METRICS_DAYS = 90;
const OUTAGES_DAYS = 30;

/**
 * Makes the schema in a database and fills it with the real data and a few made-up SLOs, by the
 * built `sre-metrics`, whose words go to stdout. A second time changes nothing.
 *
 * @param connection environment variables that name the database: `SRE_METRICS_DATABASE_URL`, or
 * libpq's; those of this process count too
 * @throws Error with what `sre-metrics` says where it fails
 */
export async function loadRealData(connection: Readonly<Record<string, string>>): Promise<LoadedData> {
  const folder = await temporaryFolder('sre-metrics-demo-');
  try {
    const data = await prepareRealData(folder.path);
    await sreMetrics(connection, 'migrate');
    for (const { kind, path } of data.files) {
      await sreMetrics(connection, 'import', path, '--kind', kind);
    }
    await sreMetrics(connection, 'slo', 'apply', join(__dirname, 'slos.yaml'));
    await keepDemoGatedPeriods(connection['SRE_METRICS_DATABASE_URL'] ?? process.env['SRE_METRICS_DATABASE_URL']);
    // The last record must be inside: ranges are half-open.
    const toMs = data.endMs + 1000;
    return {
      name: 'real',
      metricsRange: { fromMs: toMs - METRICS_DAYS * DAY_MS, toMs },
      outagesRange: OUTAGES_RANGE,
      rankedTeams: [DOWNTIME_TEAM],
      shownRange: REAL_SHOWN_RANGE,
    };
  } finally {
    await folder.release();
  }
}

/**
 * Makes the schema in an empty database and fills it with the sample company's year, which ends now.
 *
 * @param url signs in as a superuser
 */
export async function loadCompanyData(url: string): Promise<LoadedData> {
  const folder = await temporaryFolder('sre-metrics-demo-');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await migrate(client);
    const toMs = Math.floor(Date.now() / 1000) * 1000;
    await loadCompany(client, toMs, folder.path);
    return {
      name: 'company',
      metricsRange: { fromMs: toMs - METRICS_DAYS * DAY_MS, toMs },
      outagesRange: { fromMs: toMs - OUTAGES_DAYS * DAY_MS, toMs },
      rankedTeams: [],
      shownRange: null,
    };
  } finally {
    await client.end();
    await folder.release();
  }
}

/** Runs `sre-metrics` of this checkout, prints what it says. */
export async function sreMetrics(
  connection: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'bin/sre-metrics.js'), ...args], {
    env: { ...process.env, ...connection },
  });
  process.stdout.write(stdout.replaceAll(/^/gm, '  ').trimEnd() + '\n');
}
