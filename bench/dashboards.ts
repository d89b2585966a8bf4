import type { ClientBase } from 'pg';

import type { Statement } from '../src/backend/aurora/statement';
import { DAY_MS } from '../src/backend/metrics/time-range';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { readingLineNames } from '../src/model/line-names';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { launchPlugin } from '../tooling/plugin-process';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery, pluginContext } from '../tooling/plugin-request';
import { printTable } from '../tooling/print-table';
import { lastDaysAside } from './cases';
import { dashboardQueries } from './dashboard-queries';
import { WHOLE, sourceSettings, withReader } from './database';
import { atMostMs, inMs } from './goals';
import type { Goal } from './goals';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import { keepingPlans, medianMs, planningEach, statementsFor } from './statement';
import { median, timed } from './statistics';
import { DASHBOARD_MOST_MS, WALL_MOST_MS } from './wanted';

/** Whole dashboards: what all their statements take one after another, and how long whoever opens one waits. */

const DASHBOARDS = [
  { name: 'sre-metrics', title: 'Dashboard SRE Metrics', mostMs: DASHBOARD_MOST_MS },
  { name: 'sre-wall', title: 'Wall', mostMs: WALL_MOST_MS },
] as const;
const DAYS = [30, 90, 365] as const;

/** Apart by more than any grid that ranges are put on, so that no answer of a run before is given again. */
const STEP_MS = 5 * 60_000;

type Dashboard = (typeof DASHBOARDS)[number];
type Days = (typeof DAYS)[number];

/** What the SQL of a dashboard costs. */
interface SqlCost {
  /** Of all panels. */
  readonly statements: number;
  /** Equal ones counted once, since they run once; so in all that follows. */
  readonly distinct: number;
  /** All of them one after another, each planned. */
  readonly sqlMs: number;
  /** The same with the plans kept that the backend keeps. */
  readonly keptMs: number;
  readonly rowsRead: number;
  readonly pages: number;
}

/** From asking for all panels at once to the last answer, by the backend. */
interface Waits {
  readonly warmMs: number;
  /** Just after the database was started anew. */
  readonly coldMs: number;
}

export interface DashboardCost extends SqlCost, Waits {
  readonly dashboard: Dashboard;
  readonly days: Days;
}

interface ByRecords {
  readonly recordsMs: number;
}

/**
 * Prints what dashboards cost. The database is started anew meanwhile: nobody may be connected.
 *
 * @returns what was wanted of them: that whoever opens one waits no longer
 */
export async function measureDashboards(
  server: EmbeddedDatabase,
  command: readonly string[],
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<readonly Goal[]> {
  const costs: (DashboardCost & ByRecords)[] = [];
  for (const cost of await dashboardCosts(server, command, { runs })) {
    costs.push({ ...cost, recordsMs: await recordsMsOf(server, cost, runs) });
  }
  print(costs);
  return costs.map(({ dashboard: { title, mostMs }, days, warmMs, coldMs, recordsMs }) => {
    const goal = atMostMs(`${title}, all panels, ${days} days`, mostMs[days], { coldMs, warmMs });
    // By records nobody can be made to wait: the backend asks for what is stored.
    return { ...goal, unstored: `${inMs(recordsMs)} of SQL` };
  });
}

/** Of each dashboard over each range. Nobody may be connected. */
export async function dashboardCosts(
  server: EmbeddedDatabase,
  command: readonly string[],
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<readonly DashboardCost[]> {
  const costs: DashboardCost[] = [];
  for (const dashboard of DASHBOARDS) {
    for (const days of DAYS) {
      const cost = await sqlCost(server, dashboard, days, runs);
      costs.push({ dashboard, days, ...cost, ...(await waits({ server, command, dashboard, days, runs })) });
    }
  }
  return costs;
}

/** Each step is another range, of which no answer is kept. */
function rangeOf(days: Days, step: number): TimeRange {
  const { fromMs, toMs } = lastDaysAside(days);
  return { fromMs: fromMs - step * STEP_MS, toMs: toMs - step * STEP_MS };
}

/** All statements one after another, where nothing that is stored answers. */
function recordsMsOf(
  server: EmbeddedDatabase,
  { dashboard, days }: Pick<DashboardCost, 'dashboard' | 'days'>,
  runs: number
): Promise<number> {
  return withReader(server, WHOLE, async (client) =>
    medianMs(planningEach(client), distinctOf(await panelStatements(client, dashboard.name, days, false)), runs)
  );
}

async function sqlCost(server: EmbeddedDatabase, { name }: Dashboard, days: Days, runs: number): Promise<SqlCost> {
  return await withReader(server, WHOLE, async (client) => {
    const all = await panelStatements(client, name, days, true);
    const distinct = distinctOf(all);
    const sqlMs = await medianMs(planningEach(client), distinct, runs);
    const keptMs = await withReader(server, WHOLE, (keeping) => medianMs(keepingPlans(keeping), distinct, runs));
    const { rowsRead, pages } = await planFacts(client, distinct);
    return { statements: all.length, distinct: distinct.length, sqlMs, keptMs, rowsRead, pages };
  });
}

async function panelStatements(
  client: ClientBase,
  name: Dashboard['name'],
  days: Days,
  usesCells: boolean
): Promise<readonly Statement[]> {
  const all: Statement[] = [];
  for (const query of dashboardQueries(name)) {
    const benchCase = { name, days, query, range: rangeOf(days, 0), intervalMs: (days * DAY_MS) / 100 };
    all.push(...(await statementsFor(client, benchCase, usesCells)));
  }
  return all;
}

/** Those of the same text and the same values are one. */
export function distinctOf(statements: readonly Statement[]): readonly Statement[] {
  return [...new Map(statements.map((one) => [JSON.stringify([one.text, one.values]), one])).values()];
}

interface Asked {
  readonly server: EmbeddedDatabase;
  readonly command: readonly string[];
  readonly dashboard: Dashboard;
  readonly days: Days;
  readonly runs: number;
}

async function waits(asked: Asked): Promise<Waits> {
  const cold: number[] = [];
  for (let run = 0; run < asked.runs; run += 1) {
    await asked.server.restart();
    // With its connections, and what PostgreSQL looks up for each of them.
    cold.push(...(await waitsOfOne(asked, 1)));
  }
  // Twice before it counts: not each statement comes to each connection at once.
  const warm = (await waitsOfOne(asked, asked.runs + 2)).slice(2);
  return { coldMs: median(cold), warmMs: median(warm) };
}

/** Waits of one backend that has just been started, one after another. */
async function waitsOfOne({ server, command, dashboard, days }: Asked, times: number): Promise<readonly number[]> {
  const plugin = await launchPlugin(command);
  try {
    const all: number[] = [];
    for (let step = 0; step < times; step += 1) {
      all.push(await timed(() => askAll(server, plugin, dashboard, rangeOf(days, step))));
    }
    return all;
  } finally {
    await plugin.stop();
  }
}

/** Each panel's queries with a call of their own, all at once. */
async function askAll(
  server: EmbeddedDatabase,
  plugin: PluginProcess,
  { name }: Dashboard,
  range: TimeRange
): Promise<void> {
  const context = pluginContext(sourceSettings(server, WHOLE));
  const intervalMs = (range.toMs - range.fromMs) / 100;
  await Promise.all(
    dashboardQueries(name).map(async (query) => {
      const sent = dataQuery('A', readingLineNames(query), range, intervalMs);
      const { responses } = await plugin.queryData(context, [sent]);
      if (responses['A']?.error !== '') {
        throw new Error(`A panel of ${name} failed: ${responses['A']?.error ?? 'not answered'}`);
      }
    })
  );
}

function print(costs: readonly (DashboardCost & ByRecords)[]): void {
  const header = [
    'Dashboard',
    'Days',
    'Statements',
    'Distinct',
    'On records, ms',
    'SQL in all, ms',
    'With plans kept, ms',
    'Rows read',
    'Pages',
    'Wait, cold, ms',
    'Wait, warm, ms',
  ];
  const rows = costs.map(
    ({ dashboard, days, statements, distinct, recordsMs, sqlMs, keptMs, rowsRead, pages, ...wait }) => [
      dashboard.title,
      ...[days, statements, distinct].map(String),
      ...[recordsMs, sqlMs, keptMs].map((ms) => ms.toFixed(0)),
      ...[rowsRead, pages].map((count) => count.toLocaleString('en')),
      ...[wait.coldMs, wait.warmMs].map((ms) => ms.toFixed(0)),
    ]
  );
  console.log(printTable(header, rows, new Set(header.slice(1))));
  console.log(`
Equal statements run once: SQL, rows and pages are of the distinct ones. SQL in all: one after another. Wait: all panels
are asked for at once, by the backend, until the last answer; each time for another range, so that no answer is kept.
Cold: just after the database was started anew, with nothing in its own buffers, and the backend with it. The operating
system's cache stays: it cannot be dropped from here.`);
}
