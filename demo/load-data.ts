import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { temporaryFolder } from '../tooling/data-folder';
import { ROOT } from '../tooling/paths';
import { keepDemoGatedPeriods } from './gated-periods';
import { prepareRealData } from './real-data';
import type { RealData } from './real-data';

/**
 * Makes the schema in a database and fills it with the real data and a few made-up SLOs, by the
 * built `sre-metrics`, whose words go to stdout. A second time changes nothing.
 *
 * @param connection environment variables that name the database: `SRE_METRICS_DATABASE_URL`, or
 * libpq's; those of this process count too
 * @throws Error with what `sre-metrics` says where it fails
 */
export async function loadRealData(connection: Readonly<Record<string, string>>): Promise<RealData> {
  const folder = await temporaryFolder('sre-metrics-demo-');
  try {
    const data = await prepareRealData(folder.path);
    await sreMetrics(connection, 'migrate');
    for (const { kind, path } of data.files) {
      await sreMetrics(connection, 'import', path, '--kind', kind);
    }
    await sreMetrics(connection, 'slo', 'apply', join(__dirname, 'slos.yaml'));
    await keepDemoGatedPeriods(connection['SRE_METRICS_DATABASE_URL'] ?? process.env['SRE_METRICS_DATABASE_URL']);
    return data;
  } finally {
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
