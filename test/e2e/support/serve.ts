import { join } from 'node:path';

import { Client } from 'pg';
import { generate } from 'selfsigned';

import { connectionOf, loadDemo } from '../../../demo/demo-database';
import { REAL_SHOWN_RANGE } from '../../../demo/data-sets';
import { prepareDemoPreview, startDemoPreview } from '../../../demo/serve';
import { startEmbeddedDatabase } from '../../../tooling/embedded-database';
import type { EmbeddedDatabase } from '../../../tooling/embedded-database';
import { ROOT } from '../../../tooling/paths';
import { SERVED_VARIABLE } from './served';
import type { Served } from './served';

/**
 * A process that serves the preview on the demo's data, and tells its parent what it serves. All
 * goes with the parent, however that one ends. Without a parent it serves until it is interrupted
 * and prints what to set for the specs to use it.
 */

const TEMPLATE = 'e2e_template';
const DASHBOARD_FOLDERS = ['dashboards', 'preview/test-dashboards'].map((folder) => join(ROOT, folder));

async function serve(): Promise<void> {
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const tls = { certPem: certificate.cert, keyPem: certificate.private };
  const database = await startEmbeddedDatabase({ inMemory: true, tls });
  try {
    const data = await loadDemo(database, 'real');
    const { jsonData } = connectionOf(database);
    await copyDatabase(database, jsonData.database);
    await prepareDemoPreview((line) => void process.stderr.write(`${line}\n`));
    const preview = await startDemoPreview(database, { data, dashboardFolders: DASHBOARD_FOLDERS });
    const { host, port, adminUser: user, adminPassword: password } = database;
    const served: Served = {
      url: preview.url,
      range: REAL_SHOWN_RANGE,
      database: { host, port, user, password, name: jsonData.database, template: TEMPLATE, caPem: certificate.cert },
    };
    const end = () =>
      void preview
        .close()
        .then(() => database.stop())
        .then(() => process.exit(0));
    if (process.send === undefined) {
      process.once('SIGINT', end).once('SIGTERM', end);
      process.stdout.write(`${SERVED_VARIABLE}='${JSON.stringify(served)}'\n`);
    } else {
      process.once('disconnect', end);
      process.send(served);
    }
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Must be made while nobody is connected to the original. */
async function copyDatabase(database: EmbeddedDatabase, original: string): Promise<void> {
  const admin = new Client({ connectionString: database.urlOf('postgres') });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE} template ${original}`);
  await admin.end();
}

serve().catch((error: unknown) => {
  process.stderr.write(`The preview was not started: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
