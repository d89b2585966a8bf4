import { Command, InvalidArgumentError } from 'commander';

import { DASHBOARD_UIDS } from '../dashboards/ids';
import { startEmbeddedDatabase } from '../tooling/embedded-database';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { aborted, interruption } from '../tooling/interruption';
import { requireFreePort } from '../tooling/ports';
import { buildBackendOnce } from './build';
import { DATA_SETS, dataSetName } from './data-sets';
import type { DataSetName, LoadedData } from './data-sets';
import { beginWork, loadDemo, urlOf } from './demo-database';
import { prepareDemoPreview, startDemoPreview } from './serve';
import { askAndShow } from './show-answers';

/**
 * The main job from an empty machine: a PostgreSQL, the schema, a data set, the built backend over its real handshake,
 * and the dashboards and editors of all that at a local address; with `--once` its answers as tables, and no more.
 */

interface DemoOptions {
  readonly data: DataSetName;
  readonly once?: boolean;
  readonly port?: number;
  readonly databasePort?: number;
  readonly folder?: string;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** PostgreSQL and data, and beside them what is built; each says what it waits for. */
async function demo({ data: name, once, port, databasePort, folder }: DemoOptions): Promise<void> {
  const startedMs = performance.now();
  if (port !== undefined) {
    await requireFreePort(port);
  }
  print(`Starting PostgreSQL, loading ${name === 'company' ? 'a sample company' : 'real pull requests and outages'}`);
  const building = once === true ? buildBackendOnce() : prepareDemoPreview(print);
  // Whoever waits for it is told; until then nobody does.
  building.catch(() => undefined);
  if (name === 'real') {
    // It is loaded by the command line that is built.
    await building;
  }
  const database = await startEmbeddedDatabase({
    ...(databasePort !== undefined && { port: databasePort }),
    ...(folder !== undefined && { dataFolder: folder }),
  });
  try {
    const data = await loadDemo(database, name);
    const endWork = await beginWork(database, data);
    await building;
    if (once === true) {
      await askAndShow(database, data);
      await endWork();
      return;
    }
    await serve(database, data, startedMs, port);
  } finally {
    await database.stop();
  }
}

async function serve(database: EmbeddedDatabase, data: LoadedData, startedMs: number, port?: number): Promise<void> {
  const preview = await startDemoPreview(database, { data, ...(port !== undefined && { port }) });
  print(welcome(preview.url, database, performance.now() - startedMs));
  // From here on that is the way to end it, and no failure.
  process.exitCode = 0;
  await new Promise(() => undefined);
}

function welcome(url: string, database: EmbeddedDatabase, elapsedMs: number): string {
  return `
Ready after ${(elapsedMs / 1000).toFixed(1)} s.

  Dashboards  ${url}/
  Wall        ${url}/d/${DASHBOARD_UIDS.wall}?kiosk&autofitpanels
  Settings    ${url}/connections/datasources/edit/stackflow-sre-metrics
  Database    ${urlOf(database)}

Three things to try next:

  1. Click a number: it leads to the records that it is made of.
  2. Load ten rows of your own, then look again (docs/importing.md):
       SRE_METRICS_DATABASE_URL='${urlOf(database)}' npx sre-metrics import changes.csv --kind changes
  3. Ask the change gate, as a pipeline would:
       npx sre-metrics gate check --service Search --url '${urlOf(database)}'

Ctrl-C ends it, and removes what it made.`;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  }
  return port;
}

const options = new Command('npm run demo --')
  .description('Shows the dashboards, from an empty machine, on a sample company or on real data.')
  .option('--data <set>', `what is shown: ${DATA_SETS.join(' or ')}`, dataSetName, 'company' as const)
  .option('--once', 'print metrics, budgets, alerts and availability, and end')
  .option('--port <port>', 'port of the dashboards on 127.0.0.1; default: a free one', portNumber)
  .option('--database-port <port>', 'port of the PostgreSQL on 127.0.0.1; default: a free one', portNumber)
  .option('--folder <folder>', "the PostgreSQL's data; must be empty, and stays; default: a temporary one")
  .parse()
  .opts<DemoOptions>();

/** What a shell makes of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

process.exitCode = INTERRUPTED;
// What is under way is broken off; database and backend end after this process by themselves.
void aborted(interruption()).then(() => process.exit());
demo(options).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
);
