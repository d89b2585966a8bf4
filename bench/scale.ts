import type { ClientBase } from 'pg';

import { DAY_MS } from '../src/backend/metrics/time-range';
import type { SreQueryInput } from '../src/model/query';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { lastDaysAside } from './cases';
import { dashboardCosts } from './dashboards';
import { WHOLE, withReader } from './database';
import type { Making } from './history';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import { keepingPlans, medianMs, planningEach, statementsFor } from './statement';
import type { BareClients } from './statement';

/** What grows with history, in the same lines for each size, so that runs of several can be laid side by side. */

interface Sized {
  readonly name: string;
  readonly table: string;
}

const RECORDS: readonly Sized[] = [
  { name: 'changes', table: 'change_records' },
  { name: 'incidents', table: 'incidents' },
  { name: 'links', table: 'incident_changes' },
  { name: 'downtimes', table: 'incident_downtimes' },
];

const STORED: readonly Sized[] = [
  { name: 'cells of deployments', table: 'deployment_cells' },
  { name: 'quarters of deployments', table: 'deployment_quarters' },
  { name: 'days of deployments', table: 'deployment_days' },
  { name: 'cells of lead time', table: 'lead_time_cells' },
  { name: 'lead times', table: 'lead_time_values' },
  { name: 'failed deployments', table: 'failed_deployments' },
  { name: 'days of incidents', table: 'incident_days' },
  { name: 'pieces of downtime', table: 'down_pieces' },
  { name: 'pieces of incidents', table: 'incident_down_pieces' },
  { name: 'totals of downtime', table: 'down_totals' },
  { name: 'gated periods', table: 'gated_periods' },
];

const QUERIES: readonly (readonly [name: string, query: SreQueryInput])[] = [
  ...(['deploymentFrequency', 'changeFailureRate', 'leadTime', 'mttr'] as const).flatMap(
    (metric): readonly (readonly [string, SreQueryInput])[] => [
      [`${metric}, value`, { queryType: 'dora', metric, shape: 'value' }],
      [`${metric}, compared`, { queryType: 'dora', metric, shape: 'table', compare: 'previousPeriod' }],
      [`${metric}, by day`, { queryType: 'dora', metric, shape: 'series', bucket: 'day' }],
    ]
  ),
  ['change gate, decisions', { queryType: 'gate' }],
  ['error budgets, table', { queryType: 'errorBudget', shape: 'table' }],
  ['reliability, ranking', { queryType: 'reliability', view: 'ranking' }],
];
const DAYS = [90, 365] as const;

/** Prints sizes, how long making and folding took, and how long statements take where all is folded. Nobody may be connected. */
export async function printScale(
  server: EmbeddedDatabase,
  command: readonly string[],
  { runs }: Pick<BenchOptions, 'runs'>,
  making: Making
): Promise<void> {
  await withReader(server, WHOLE, async (planning) => {
    await printSizes(planning);
    printMaking(making);
    await withReader(server, WHOLE, (keeping) => printStatements({ planning, keeping }, runs));
  });
  const costs = await dashboardCosts(server, command, { runs });
  printLines(
    [
      'Dashboard',
      'SQL, planned each time, ms',
      'Plans kept, ms',
      'Rows read',
      'Pages',
      'Wait, cold, ms',
      'Wait, warm, ms',
    ],
    costs.map(({ dashboard, days, sqlMs, keptMs, rowsRead, pages, coldMs, warmMs }) => [
      `${dashboard.title}, ${days} days`,
      sqlMs.toFixed(0),
      keptMs.toFixed(0),
      grouped(rowsRead),
      grouped(pages),
      coldMs.toFixed(0),
      warmMs.toFixed(0),
    ])
  );
}

const grouped = (count: number) => count.toLocaleString('en');

function printLines(header: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`${printTable(header, rows, new Set(header.slice(1)))}\n`);
}

async function printSizes(client: ClientBase): Promise<void> {
  const sizes: string[][] = [];
  for (const { name, table } of [...RECORDS, ...STORED]) {
    const { rows } = await client.query<{ n: number; table_mib: number; index_mib: number }>(
      `select (select count(*)::float8 from stackflow.${table}) as n,
         pg_table_size($1)::float8 / 1048576 as table_mib, pg_indexes_size($1)::float8 / 1048576 as index_mib`,
      [`stackflow.${table}`]
    );
    const { n = NaN, table_mib: tableMib = NaN, index_mib: indexMib = NaN } = rows[0] ?? {};
    sizes.push([name, grouped(n), tableMib.toFixed(1), indexMib.toFixed(1)]);
  }
  printLines(['Stored', 'Rows', 'Table, MiB', 'Its indexes, MiB'], sizes);
  const { rows } = await client.query<{ name: string; mib: number }>(
    `select i.indexrelid::regclass::text as name, pg_relation_size(i.indexrelid)::float8 / 1048576 as mib
     from pg_index as i
     where i.indrelid = 'stackflow.change_records'::regclass
     order by 1`
  );
  printLines(
    ['Index of changes', 'MiB'],
    rows.map(({ name, mib }) => [name, mib.toFixed(1)])
  );
}

function printMaking({ rowsSeconds, foldSeconds, vacuumSeconds }: Making): void {
  const { downtime, gatedPeriods, cells, incidents } = foldSeconds;
  printLines(
    ['Made', 's'],
    (
      [
        ['rows, loaded in bulk', rowsSeconds],
        ['first fold of downtime', downtime],
        ['first fold of gated periods', gatedPeriods],
        ['first fold of cells', cells],
        ['first fold of incidents', incidents],
        ['vacuum analyze of everything', vacuumSeconds],
      ] as const
    ).map(([name, seconds]) => [name, seconds.toFixed(1)])
  );
}

/** The very statements that the backend runs, on bare clients, warm: planned each time, and with the plans kept that it keeps. */
async function printStatements({ planning, keeping }: BareClients, runs: number): Promise<void> {
  const [plan, keep] = [planningEach(planning), keepingPlans(keeping)];
  const lines: string[][] = [];
  for (const [name, query] of QUERIES) {
    for (const days of DAYS) {
      const benchCase = { name, days, query, range: lastDaysAside(days), intervalMs: DAY_MS / 4 };
      const statements = await statementsFor(planning, benchCase);
      const plannedMs = await medianMs(plan, statements, runs);
      const keptMs = await medianMs(keep, statements, runs);
      const { rowsRead, pages } = await planFacts(planning, statements);
      lines.push([
        `${name}, ${days} days`,
        ...[plannedMs, keptMs].map((ms) => ms.toFixed(1)),
        ...[rowsRead, pages].map(grouped),
      ]);
    }
  }
  printLines(['Statement', 'Planned each time, ms', 'Plans kept, ms', 'Rows read', 'Pages'], lines);
}
