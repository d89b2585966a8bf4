import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Command, InvalidArgumentError } from 'commander';
import { Client } from 'pg';

import { DORA_METRICS } from '../src/model/dora-metrics';
import { DAY_MS } from '../src/backend/metrics/time-range';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { backendCommand } from '../tooling/backend-command';
import { startEmbeddedDatabase } from '../tooling/embedded-database';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { ROOT } from '../tooling/paths';
import { launchPlugin } from '../tooling/plugin-process';
import { pluginContext } from '../tooling/plugin-request';
import { ask } from './ask';
import type { Answer } from './ask';
import { askRanking } from './availability';
import type { RankedService } from './availability';
import { askErrorBudgets } from './error-budgets';
import type { BudgetLine } from './error-budgets';
import { DOWNTIME_TEAM, OUTAGES_RANGE, prepareRealData } from './real-data';
import type { RealData } from './real-data';
import { printTable } from '../tooling/print-table';

/**
 * The main job on real data, from an empty machine: a PostgreSQL, the schema, the import, the
 * built backend over its real handshake, every DORA metric of the data's last 90 days, the
 * error budgets of a few made-up SLOs, and the availability of every monitored service.
 */

const DATABASE = 'stackflow';
const DEMO_DAYS = 90;
/** Metrics worth a look service by service. */
const BY_SERVICE = ['deploymentFrequency', 'leadTime', 'changeFailureRate', 'mttr'] as const;

interface DemoOptions {
  readonly port?: number;
  readonly folder?: string;
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

function show(title: string, answers: readonly Answer[]): void {
  const rows = answers.map(({ group, metric, value, level, rule, sample, elapsedMs }) => [
    group,
    metric,
    value,
    level,
    rule,
    sample,
    `${elapsedMs.toFixed(1)} ms`,
  ]);
  const header = ['Service', 'Metric', 'Value', 'Level', 'Rule', 'Sample', 'Query'];
  process.stdout.write(`\n${title}\n\n${printTable(header, rows, new Set(['Value', 'Query']))}\n`);
}

function showRanking(range: TimeRange, services: readonly RankedService[]): void {
  const rows = services.map(({ rank, service, availability, downtime, incidents }) => [
    rank,
    service,
    availability,
    downtime,
    incidents,
  ]);
  const header = ['Rank', 'Service', 'Availability', 'Downtime', 'Incidents'];
  const numbers = new Set(['Rank', 'Availability', 'Downtime', 'Incidents']);
  process.stdout.write(`\nAvailability, ${describeRange(range)}\n\n${printTable(header, rows, numbers)}\n`);
}

function showErrorBudgets({ toMs }: TimeRange, budgets: readonly BudgetLine[]): void {
  const rows = budgets.map(({ service, objective, availability, remaining, remainingMinutes, burnRate, state }) => [
    service,
    objective,
    availability,
    remaining,
    remainingMinutes,
    burnRate,
    state,
  ]);
  const header = ['Service', 'Objective', 'Availability', 'Remaining', 'Minutes', 'Burn rate 3d', 'State'];
  const numbers = new Set(['Availability', 'Remaining', 'Minutes', 'Burn rate 3d']);
  process.stdout.write(
    `\nError budgets at ${new Date(toMs).toISOString()}, of SLOs made up for this demo\n\n${printTable(header, rows, numbers)}\n`
  );
}

function describeRange({ fromMs, toMs }: TimeRange): string {
  return `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
}

async function askAndShow(database: EmbeddedDatabase, data: RealData): Promise<void> {
  const { host, port, adminUser, adminPassword } = database;
  // The last record must be inside: ranges are half-open.
  const toMs = data.endMs + 1000;
  const range = { fromMs: toMs - DEMO_DAYS * DAY_MS, toMs };
  const plugin = await launchPlugin(backendCommand());
  try {
    const context = pluginContext({
      jsonData: { host, port, database: DATABASE, user: adminUser, tlsMode: 'disable' },
      secureJsonData: { password: adminPassword },
    });
    const { message } = await plugin.checkHealth(context);
    process.stdout.write(`  backend ready in ${plugin.startUpMs.toFixed(0)} ms. ${message}\n`);
    const all: Answer[] = [];
    for (const metric of DORA_METRICS) {
      all.push(...(await ask(plugin, context, metric, 'none', range)));
    }
    show(`All services, ${describeRange(range)}`, all);
    const grouped: Answer[] = [];
    for (const metric of BY_SERVICE) {
      const answers = await ask(plugin, context, metric, 'service', range);
      grouped.push(...answers.filter(({ sample }) => !/^(n = 0|0 of 0)$/.test(sample)));
    }
    show('By service, where there is data', grouped);
    showErrorBudgets(OUTAGES_RANGE, await askErrorBudgets(plugin, context, OUTAGES_RANGE));
    showRanking(OUTAGES_RANGE, await askRanking(plugin, context, OUTAGES_RANGE, [DOWNTIME_TEAM]));
  } finally {
    await plugin.stop();
  }
}

async function demo({ port, folder }: DemoOptions): Promise<void> {
  process.stdout.write('Starting PostgreSQL, loading real pull requests and outages\n');
  const database = await startEmbeddedDatabase({
    ...(port !== undefined && { port }),
    ...(folder !== undefined && { dataFolder: folder }),
  });
  const stop = () => void database.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await createDatabase(database);
    const data = await load(database);
    await askAndShow(database, data);
    process.stdout.write(
      '\nPull requests: merge history of five Prometheus repositories. Outages: Upptime status history of Manticore\n' +
        'Search (Open Database License). P2 incidents are guessed from reverts, for this demo only.\n'
    );
  } finally {
    await database.stop();
  }
}

async function createDatabase(database: EmbeddedDatabase): Promise<void> {
  const admin = new Client({ connectionString: database.urlOf('postgres') });
  await admin.connect();
  await admin.query(`create database ${DATABASE}`);
  await admin.end();
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  }
  return port;
}

const options = new Command('npm run demo --')
  .description('Computes DORA metrics from real data, from an empty machine.')
  .option('--once', 'print the metrics and end')
  .option('--port <port>', 'port of the PostgreSQL on 127.0.0.1; default: a free one', portNumber)
  .option('--folder <folder>', "the PostgreSQL's data; must be empty, and stays; default: a temporary one")
  .parse()
  .opts<DemoOptions>();

demo(options).catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
