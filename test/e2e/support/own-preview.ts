import { join } from 'node:path';

import { Client } from 'pg';

import { startPreview } from '../../../preview/server/preview-server';
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

/** Needs the page that the run's own preview was bundled for. */
export async function startOwnPreview({ jsonData, secureJsonData }: OwnSettings = {}): Promise<OwnPreview> {
  const { database: shared, range } = served();
  const database = { ...shared, name: `e2e_${process.pid}_${++copies}` };
  await run(shared, 'postgres', `create database ${database.name} template ${shared.template}`);
  const connection = connectionTo(database);
  const plugin = await launchPlugin(backendCommand());
  const preview = await startPreview({
    plugin,
    connection: {
      jsonData: { ...connection.jsonData, ...jsonData },
      secureJsonData: { ...connection.secureJsonData, ...secureJsonData },
    },
    dashboardFolders: [join(ROOT, 'dashboards')],
    timeRange: range,
  });
  return {
    url: preview.url,
    database,
    change: (statements) => run(database, database.name, statements),
    close: async () => {
      await preview.close();
      await plugin.stop();
      await run(shared, 'postgres', `drop database ${database.name} with (force)`);
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
