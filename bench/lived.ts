import type { Client, ClientBase } from 'pg';

import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { printTable } from '../tooling/print-table';
import { benchCases } from './cases';
import { LIVED, copyWhole, setServerSetting, withClient, withReader } from './database';
import type { Goal } from './goals';
import type { BenchOptions } from './options';
import { planFacts } from './plan';
import { medianMs, planningEach, statementsFor } from './statement';
import { AUTOVACUUM_MOST_SECONDS } from './wanted';

/** What is left of index-only scans once records have been edited: a table that has lived, not one just vacuumed. */

/** One row in so many is updated. */
const UPDATED = 30;

/** Queries that read an index alone, as long as they can. */
const CASES: readonly string[] = [
  'deploymentFrequency, value',
  'leadTime, value',
  'changeFailureRate, value',
  'mttr, value',
];

const EDITED = ['change_records', 'incidents'] as const;

/** Whether so many edits of a table of so many rows call autovacuum, by the settings of schema version 13. */
const isDue = (rows: number) => rows / UPDATED > 1000 + 0.005 * rows;

interface State {
  readonly name: string;
  readonly results: ReadonlyMap<string, { readonly ms: number; readonly heapFetches: number }>;
}

/** Prints how the queries do just vacuumed, after edits, and once autovacuum has come. Nobody may be connected to `WHOLE`. */
export async function measureLived(server: EmbeddedDatabase, { runs }: Pick<BenchOptions, 'runs'>): Promise<Goal> {
  await copyWhole(server, LIVED);
  const states: State[] = [];
  const note = async (name: string) => {
    states.push({ name, results: await withReader(server, LIVED, (client) => resultsOf(client, runs)) });
  };
  await withClient(server, LIVED, (client) => client.query('vacuum analyze'));
  await note('vacuumed');
  await withClient(server, LIVED, edit);
  await note(`1 in ${UPDATED} updated`);
  // By default it looks at each database once a minute: how long that takes by chance is not what is asked.
  await setServerSetting(server, `autovacuum_naptime = '1s'`);
  const seconds = await withClient(server, LIVED, untilAutovacuum).finally(() =>
    setServerSetting(server, 'autovacuum_naptime = default')
  );
  await note('after autovacuum');
  print(states);
  return {
    what: 'Autovacuum comes by itself after edits',
    warm: seconds === null ? 'not' : `${seconds.toFixed(0)} s`,
    wanted: `≤ ${AUTOVACUUM_MOST_SECONDS} s`,
    isMet: seconds !== null,
  };
}

async function resultsOf(client: ClientBase, runs: number): Promise<State['results']> {
  const results = new Map<string, { ms: number; heapFetches: number }>();
  for (const benchCase of benchCases().filter(({ name, days }) => CASES.includes(name) && days === 365)) {
    const statements = await statementsFor(client, benchCase);
    const ms = await medianMs(planningEach(client), statements, runs);
    const { heapFetches } = await planFacts(client, statements);
    results.set(benchCase.name, { ms, heapFetches });
  }
  return results;
}

/** Autovacuum waits meanwhile, so that what is measured next is the table as edits left it. */
async function edit(client: Client): Promise<void> {
  for (const table of EDITED) {
    await client.query(`alter table stackflow.${table} set (autovacuum_enabled = false)`);
    await client.query(`update stackflow.${table} set title = title || '.' where id % ${UPDATED} = 0`);
  }
}

/** @returns how long it took to come to every table that it is due in; null where it did not come */
async function untilAutovacuum(client: Client): Promise<number | null> {
  const startedAt = performance.now();
  const due = await dueTables(client);
  const visits = async () => {
    const { rows } = await client.query<{ n: number }>(
      `select min(autovacuum_count)::int as n from pg_stat_user_tables
       where schemaname = 'stackflow' and relname = any ($1)`,
      [due]
    );
    return rows[0]?.n ?? 0;
  };
  const before = await visits();
  for (const table of EDITED) {
    await client.query(`alter table stackflow.${table} reset (autovacuum_enabled)`);
  }
  const hasCome = async () => due.length === 0 || (await visits()) > before;
  while (!(await hasCome())) {
    if (performance.now() - startedAt > AUTOVACUUM_MOST_SECONDS * 1000) {
      return null;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return (performance.now() - startedAt) / 1000;
}

async function dueTables(client: Client): Promise<readonly string[]> {
  const due: string[] = [];
  for (const table of EDITED) {
    const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from stackflow.${table}`);
    if (isDue(rows[0]?.n ?? 0)) {
      due.push(table);
    }
  }
  return due;
}

function print(states: readonly State[]): void {
  const header = ['Query over 365 days', ...states.flatMap(({ name }) => [`${name}, ms`, 'heap fetches'])];
  const rows = CASES.map((name) => [
    name,
    ...states.flatMap(({ results }) => {
      const result = results.get(name);
      return [result?.ms.toFixed(1) ?? '–', result?.heapFetches.toLocaleString('en') ?? '–'];
    }),
  ]);
  console.log(printTable(header, rows, new Set(header.slice(1))));
}
