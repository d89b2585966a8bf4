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
import { lastDays } from './cases';
import { dashboardQueries } from './dashboard-queries';
import { WHOLE, sourceSettings, withReader } from './database';
import { atMostMs } from './goals';
import type { Goal } from './goals';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import { statementsFor } from './statement';
import { median, timed } from './statistics';

/** Whole dashboards: what all their statements take one after another, and how long whoever opens one waits. */

const DASHBOARDS = [
  { name: 'sre-metrics', title: 'Dashboard SRE Metrics', wantedMs: { 30: 150, 90: 200, 365: 300 } },
  { name: 'sre-wall', title: 'Wall', wantedMs: { 30: 100, 90: 100, 365: 100 } },
] as const;
const DAYS = [30, 90, 365] as const;

/** Apart by more than any grid that ranges are put on, so that no answer of a run before is given again. */
const STEP_MS = 5 * 60_000;

type Dashboard = (typeof DASHBOARDS)[number];
type Days = (typeof DAYS)[number];

interface Cost {
  readonly dashboard: Dashboard;
  readonly days: Days;
  /** How many statements there are, each counted once: equal ones run once. */
  readonly statements: number;
  readonly recordsMs: number;
  readonly sqlMs: number;
  readonly rowsRead: number;
  readonly pages: number;
  /** From asking for all panels at once to the last answer, by the backend. */
  readonly waitMs: number;
  /** The same just after the database was started anew. */
  readonly coldMs: number;
}

/**
 * Prints what dashboards cost.
 *
 * @returns what was wanted of them: that whoever opens one waits no longer
 */
export async function measureDashboards(
  server: EmbeddedDatabase,
  command: readonly string[],
  { runs }: Pick<BenchOptions, 'runs'>
): Promise<readonly Goal[]> {
  const costs: Cost[] = [];
  for (const dashboard of DASHBOARDS) {
    for (const days of DAYS) {
      const sql = await withReader(server, WHOLE, (client) => sqlCost(client, dashboard, days, runs));
      costs.push({ dashboard, days, ...sql, ...(await waits(server, command, { dashboard, days, runs })) });
    }
  }
  print(costs);
  return costs.map(({ dashboard, days, waitMs, recordsMs }) =>
    atMostMs(`${dashboard.title}, all panels, ${days} days`, dashboard.wantedMs[days], waitMs, recordsMs)
  );
}

/** No bound is at a midnight or a quarter of an hour. */
function rangeOf(days: Days, step: number): TimeRange {
  const { fromMs, toMs } = lastDays(days);
  const asideMs = 1_234_000 + step * STEP_MS;
  return { fromMs: fromMs - asideMs, toMs: toMs - asideMs };
}

async function sqlCost(client: ClientBase, { name }: Dashboard, days: Days, runs: number) {
  const range = rangeOf(days, 0);
  const statementsOf = async (usesCells: boolean) => {
    const all = new Map<string, Statement>();
    for (const query of dashboardQueries(name)) {
      const intervalMs = (days * DAY_MS) / 100;
      for (const one of await statementsFor(client, { name, days, query, range, intervalMs }, usesCells)) {
        all.set(JSON.stringify([one.text, one.values]), one);
      }
    }
    return [...all.values()];
  };
  const [records, stored] = [await statementsOf(false), await statementsOf(true)];
  const recordsMs = await medianMs(client, records, runs);
  const sqlMs = await medianMs(client, stored, runs);
  const { rowsRead, pages } = await planFacts(client, stored);
  return { statements: stored.length, recordsMs, sqlMs, rowsRead, pages };
}

async function medianMs(client: ClientBase, statements: readonly Statement[], runs: number): Promise<number> {
  const turn = async () => {
    for (const { text, values } of statements) {
      await client.query({ text, values: [...values] });
    }
  };
  await turn();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    times.push(await timed(turn));
  }
  return median(times);
}

async function waits(
  server: EmbeddedDatabase,
  command: readonly string[],
  { dashboard, days, runs }: { readonly dashboard: Dashboard; readonly days: Days; readonly runs: number }
) {
  await server.restart();
  const plugin = await launchPlugin(command);
  try {
    // Its connections, and what PostgreSQL looks up for each of them, without a page of a table.
    const coldMs = await timed(() => askAll(server, plugin, dashboard, rangeOf(days, 0)));
    await askAll(server, plugin, dashboard, rangeOf(days, 1));
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      times.push(await timed(() => askAll(server, plugin, dashboard, rangeOf(days, run + 2))));
    }
    return { coldMs, waitMs: median(times) };
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

function print(costs: readonly Cost[]): void {
  const header = [
    'Dashboard',
    'Days',
    'Statements',
    'On records, ms',
    'SQL in all, ms',
    'Rows read',
    'Pages',
    'Until all are there, ms',
    'Started anew, ms',
  ];
  const rows = costs.map(({ dashboard, days, statements, recordsMs, sqlMs, rowsRead, pages, waitMs, coldMs }) => [
    dashboard.title,
    String(days),
    String(statements),
    ...[recordsMs, sqlMs].map((ms) => ms.toFixed(0)),
    ...[rowsRead, pages].map((count) => count.toLocaleString('en')),
    ...[waitMs, coldMs].map((ms) => ms.toFixed(0)),
  ]);
  console.log(printTable(header, rows, new Set(header.slice(1))));
  console.log(
    '\nEqual statements of a dashboard are counted once, since they run once. Until all are there: all panels are asked for at ' +
      'once, by the backend; started anew: just after the database was, with nothing in its own buffers, while the ' +
      "operating system's cache stays."
  );
}
