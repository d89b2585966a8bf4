import { Command, InvalidArgumentError } from 'commander';

import { DORA_METRICS } from '../src/model/dora-metrics';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { buildBackend } from '../tooling/backend-bundle';
import { backendCommand } from '../tooling/backend-command';
import { startEmbeddedDatabase } from '../tooling/embedded-database';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { aborted, interruption } from '../tooling/interruption';
import { launchPlugin } from '../tooling/plugin-process';
import { pluginContext } from '../tooling/plugin-request';
import { ask } from './ask';
import type { Answer } from './ask';
import { askRanking } from './availability';
import { askErrorBudgets } from './error-budgets';
import { describeRange, showAnswers, showErrorBudgets, showRanking } from './print-answers';
import { connectionOf, loadDemo, showReplay } from './demo-database';
import { DOWNTIME_TEAM, OUTAGES_RANGE } from './real-data';
import type { RealData } from './real-data';
import { startDemoPreview } from './serve';

/**
 * The main job on real data, from an empty machine: a PostgreSQL, the schema, the import, the
 * built backend over its real handshake, every DORA metric of the data's last 90 days, the
 * error budgets of a few made-up SLOs, and the availability of every monitored service; then the
 * dashboards and editors of all that, at a local address.
 */

const DEMO_DAYS = 90;
/** Metrics worth a look service by service. */
const BY_SERVICE = ['deploymentFrequency', 'leadTime', 'changeFailureRate', 'mttr'] as const;

const SOURCES = `
Pull requests: merge history of five Prometheus repositories. Outages: Upptime status history of Manticore
Search (Open Database License). P2 incidents are guessed from reverts, for this demo only.`;

interface DemoOptions {
  readonly once?: boolean;
  readonly port?: number;
  readonly databasePort?: number;
  readonly folder?: string;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function askAndShow(database: EmbeddedDatabase, data: RealData): Promise<void> {
  // The last record must be inside: ranges are half-open.
  const toMs = data.endMs + 1000;
  const range = { fromMs: toMs - DEMO_DAYS * DAY_MS, toMs };
  const plugin = await launchPlugin(backendCommand());
  try {
    const context = pluginContext(connectionOf(database));
    const { message } = await plugin.checkHealth(context);
    process.stdout.write(`  backend ready in ${plugin.startUpMs.toFixed(0)} ms. ${message}\n`);
    const all: Answer[] = [];
    for (const metric of DORA_METRICS) {
      all.push(...(await ask(plugin, context, metric, 'none', range)));
    }
    showAnswers(`All services, ${describeRange(range)}`, all);
    const grouped: Answer[] = [];
    for (const metric of BY_SERVICE) {
      const answers = await ask(plugin, context, metric, 'service', range);
      grouped.push(...answers.filter(({ sample }) => !/^(n = 0|0 of 0)$/.test(sample)));
    }
    showAnswers('By service, where there is data', grouped);
    showErrorBudgets(OUTAGES_RANGE, await askErrorBudgets(plugin, context, OUTAGES_RANGE));
    await showReplay(database, OUTAGES_RANGE);
    showRanking(OUTAGES_RANGE, await askRanking(plugin, context, OUTAGES_RANGE, [DOWNTIME_TEAM]));
  } finally {
    await plugin.stop();
  }
}

async function demo(options: DemoOptions): Promise<void> {
  const { databasePort, folder } = options;
  await buildBackend();
  print('Starting PostgreSQL, loading real pull requests and outages');
  const database = await startEmbeddedDatabase({
    ...(databasePort !== undefined && { port: databasePort }),
    ...(folder !== undefined && { dataFolder: folder }),
  });
  try {
    await show(database, options);
  } finally {
    await database.stop();
  }
}

async function show(database: EmbeddedDatabase, { once, port }: DemoOptions): Promise<void> {
  const data = await loadDemo(database);
  await askAndShow(database, data);
  print(SOURCES);
  if (once === true) {
    return;
  }
  const preview = await startDemoPreview(database, { print, ...(port !== undefined && { port }) });
  print(`\nDashboards and editors: ${preview.url}\nCtrl-C ends it.`);
  // From here on that is the way to end it, and no failure.
  process.exitCode = 0;
  await new Promise(() => undefined);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  }
  return port;
}

const options = new Command('npm run demo --')
  .description('Computes DORA metrics from real data, from an empty machine, and shows them in dashboards.')
  .option('--once', 'print the metrics and end')
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
