import { join } from 'node:path';

import { Client, Pool } from 'pg';

import { keepDrift, keepFresh } from '../../../demo/company/keep-fresh';
import { DATA_SET_LABELS, noteOf } from '../../../demo/data-sets';
import { loadCompanyData } from '../../../demo/load-data';
import { startPreview } from '../../../preview/server/preview-server';
import type { PreviewOptions } from '../../../preview/server/preview-server';
import type { SreJsonData, SreSecureJsonData } from '../../../src/model/settings';
import { backendCommand } from '../../../tooling/backend-command';
import { ROOT } from '../../../tooling/paths';
import { launchPlugin } from '../../../tooling/plugin-process';
import { connectionTo } from './engine';
import { served } from './served';
import type { ServedDatabase } from './served';

/** A preview of a test's own, on a database that it may change. */
export interface OwnPreview {
  readonly url: string;
  readonly database: ServedDatabase;
  /** Runs statements in the database. */
  change(statements: string): Promise<void>;
  close(): Promise<void>;
}

/** What the data source is set to, beside the way to the database. */
export interface OwnSettings {
  readonly jsonData?: Partial<SreJsonData>;
  readonly secureJsonData?: SreSecureJsonData;
}

let copies = 0;

/** A preview of the sample company, which ends now. Needs the page that the run's own preview was bundled for. */
export async function startCompanyPreview(): Promise<OwnPreview> {
  const database = await newDatabase('template0');
  const { host, port, user, password, name } = database;
  const url = `postgres://${user}:${password}@${host}:${port}/${name}`;
  const data = await loadCompanyData(url);
  const pool = new Pool({ connectionString: url });
  await keepDrift(pool);
  await keepFresh(pool, new AbortController().signal);
  await pool.end();
  return previewOf(database, {}, { dataLabel: DATA_SET_LABELS[data.name], note: noteOf(data), homeUid: 'sre-metrics' });
}

/** A preview on a copy of the demo's real data. Needs the page that the run's own preview was bundled for. */
export async function startOwnPreview(settings: OwnSettings = {}): Promise<OwnPreview> {
  const { database, range } = served();
  return previewOf(await newDatabase(database.template), settings, { timeRange: range });
}

async function newDatabase(template: string): Promise<ServedDatabase> {
  const { database: shared } = served();
  const name = `e2e_${process.pid}_${++copies}`;
  await run(shared, 'postgres', `create database ${name} template ${template}`);
  return { ...shared, name };
}

async function previewOf(
  database: ServedDatabase,
  { jsonData, secureJsonData }: OwnSettings,
  shown: Pick<PreviewOptions, 'dataLabel' | 'note' | 'homeUid' | 'timeRange'>
): Promise<OwnPreview> {
  const connection = connectionTo(database);
  const plugin = await launchPlugin(backendCommand());
  const preview = await startPreview({
    plugin,
    connection: {
      jsonData: { ...connection.jsonData, ...jsonData },
      secureJsonData: { ...connection.secureJsonData, ...secureJsonData },
    },
    dashboardFolders: [join(ROOT, 'dashboards')],
    ...shown,
  });
  return {
    url: preview.url,
    database,
    change: (statements) => run(database, database.name, statements),
    close: async () => {
      await preview.close();
      await plugin.stop();
      await run(database, 'postgres', `drop database ${database.name} with (force)`);
    },
  };
}

async function run(
  { host, port, user, password }: ServedDatabase,
  database: string,
  statements: string
): Promise<void> {
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
