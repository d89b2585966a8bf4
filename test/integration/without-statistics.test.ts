import { DATA_GROUP } from '../../alerting/data-rules';
import { DORA_GROUP } from '../../alerting/dora-rules';
import { ERROR_BUDGET_GROUP } from '../../alerting/error-budget-rules';
import { GATE_GROUP } from '../../alerting/gate-rules';
import { DASHBOARD_NAMES, dashboardQueries } from '../../bench/dashboard-queries';
import { END, fillHistory } from '../../bench/history';
import { statementsFor } from '../../bench/statement';
import { NO_REST } from '../../src/backend/metrics/cells/fold-cells';
import { foldAll } from '../../src/backend/metrics/fold/fold-all';
import { DAY_MS } from '../../src/backend/metrics/time-range';
import { ANNOTATION_KINDS } from '../../src/model/annotations-query';
import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { SreQueryInput } from '../../src/model/query';
import { RECORD_SELECTIONS } from '../../src/model/records-query';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { TouchedRows } from '../support/touched-rows';
import type { Touched } from '../support/touched-rows';

/**
 * Right after an import in bulk PostgreSQL knows nothing of what tables hold, and guesses that hardly a row meets several
 * conditions. No statement may then read many times what it reads once tables are analyzed.
 */

const HISTORY = { changes: 30_000, incidents: 3_000, services: 60, years: 2 };

/**
 * Without statistics a statement may touch so many times what it touches with them, and so much more. Rows that are looked
 * up one by one are a few pages each, which a scan of the table shares.
 */
const MOST: Readonly<Record<keyof Touched, { readonly times: number; readonly more: number }>> = {
  rows: { times: 12, more: HISTORY.changes },
  pages: { times: 60, more: 2_000 },
};

const NOTHING: Touched = { rows: 0, pages: 0 };

/** At a bound of no cell. */
const TO_MS = Date.parse(END) - 1234 * 1000;
const DAYS = 365;

interface Asked {
  readonly name: string;
  readonly query: SreQueryInput;
  readonly days: number;
}

interface Measured {
  readonly database: TestDatabase;
  readonly touched: TouchedRows;
}

let fresh: Measured;
let analyzed: Measured;

beforeAll(async () => {
  [fresh, analyzed] = [await historyOnly(), await historyOnly()];
  await analyzed.database.client.query('analyze');
});
afterAll(async () => {
  await fresh.database.drop();
  await analyzed.database.drop();
});

/** A history as an import in bulk leaves it, of which some changes stand in several services, and some mended an incident. */
async function historyOnly(): Promise<Measured> {
  const database = await createTestDatabase();
  const { client } = database;
  await client.query(`do $$
    declare
      name regclass;
    begin
      for name in select c.oid from pg_class as c where c.relkind = 'r' and c.relnamespace = 'stackflow'::regnamespace loop
        execute format('alter table %s set (autovacuum_enabled = off)', name);
      end loop;
    end
    $$`);
  await fillHistory(client, HISTORY);
  await client.query(
    `insert into stackflow.incident_changes (incident_id, change_id, role, linked_by)
     select l.incident_id, l.change_id + 5, 'fix', 'bench'
     from stackflow.incident_changes as l where l.incident_id % 3 = 0 and l.change_id + 5 <= $1`,
    [HISTORY.changes]
  );
  await client.query(
    `insert into stackflow.github_changes (repository_id, subject, service_id, change_id, wrote, made)
     select 1, '#' || c.id - c.id % 100 % 2, c.service_id, c.id, '{}', true
     from stackflow.change_records as c where c.id % 100 in (0, 1) or c.id % 2 = 0
     on conflict do nothing`
  );
  // So that a statement that never ends fails here.
  await client.query(`set statement_timeout = '30s'`);
  return { database, touched: await TouchedRows.of(client) };
}

function asked(): readonly Asked[] {
  const ofDashboards = DASHBOARD_NAMES.flatMap((name) =>
    dashboardQueries(name).map((query, index) => ({ name: `${name}, ${index}`, query, days: DAYS }))
  );
  const ofRules = [DORA_GROUP, ERROR_BUDGET_GROUP, GATE_GROUP, DATA_GROUP].flatMap(({ rules }) =>
    rules.flatMap(({ uid, queries, rangeSeconds }) =>
      Object.entries(queries).map(([id, query]) => ({ name: `${uid}, ${id}`, query, days: rangeSeconds / 86_400 }))
    )
  );
  const others: readonly SreQueryInput[] = [
    ...DORA_METRICS.flatMap((metric): readonly SreQueryInput[] => [
      ...RECORD_SELECTIONS.map((select) => ({ queryType: 'records', metric, select }) as const),
      { queryType: 'dora', metric, view: 'difference', shape: 'table' },
      { queryType: 'dora', metric, view: 'signal', shape: 'value' },
      { queryType: 'dora', metric, shape: 'table', groupBy: 'service', compare: 'previousPeriod' },
      { queryType: 'dora', metric, shape: 'value', teams: ['team-07'] },
    ]),
    ...ANNOTATION_KINDS.map((kind) => ({ queryType: 'annotations', kind }) as const),
  ];
  const all = [
    ...ofDashboards,
    ...ofRules,
    ...others.map((query) => ({ name: JSON.stringify(query), query, days: DAYS })),
  ];
  return [...new Map(all.map((one) => [JSON.stringify([one.query, one.days]), one])).values()];
}

/** What the statements of a query touch. */
async function touchedBy({ database, touched }: Measured, one: Asked, usesCells: boolean): Promise<Touched> {
  const range = { fromMs: TO_MS - one.days * DAY_MS, toMs: TO_MS };
  touched.take();
  await statementsFor(database.client, { ...one, range, intervalMs: (one.days * DAY_MS) / 100 }, usesCells);
  return touched.take();
}

/** @returns what is too much, in words */
function excess(name: string, without: Touched, withStatistics: Touched): readonly string[] {
  return (['rows', 'pages'] as const)
    .filter((of) => without[of] > MOST[of].times * withStatistics[of] + MOST[of].more)
    .map((of) => `${name}: ${Math.round(without[of])} ${of} and not ${Math.round(withStatistics[of])}`);
}

async function lookAtAnswers(usesCells: boolean): Promise<void> {
  const found: string[] = [];
  // Lists read no cells.
  const those = asked().filter(({ query }) => !usesCells || !['records', 'annotations'].includes(query.queryType));
  for (const one of those) {
    const [without, withStatistics] = [
      await touchedBy(fresh, one, usesCells),
      await touchedBy(analyzed, one, usesCells),
    ];
    found.push(...excess(one.name, without, withStatistics));
  }
  expect(found).toEqual([]);
}

/** Tables of which PostgreSQL knows how many rows they have. */
async function countedTables(): Promise<readonly string[]> {
  const { rows } = await fresh.database.client.query<{ name: string }>(
    `select c.relname as name from pg_class as c
     where c.relkind = 'r' and c.relnamespace = 'stackflow'::regnamespace and c.reltuples >= 0`
  );
  return rows.map(({ name }) => name);
}

it('answers by records', async () => {
  expect(await countedTables()).toEqual([]);
  await lookAtAnswers(false);
}, 180_000);

it('answers by cells while nothing is folded', () => lookAtAnswers(true), 180_000);

it('answers by cells of which nothing is folded with little memory for what is hashed', async () => {
  const { client } = analyzed.database;
  const found: string[] = [];
  for (const one of asked().filter(({ query }) => query.queryType === 'dora')) {
    const enough = await touchedBy(analyzed, one, true);
    await client.query(`set work_mem = '64kB'`);
    const little = await touchedBy(analyzed, one, true);
    await client.query('reset work_mem');
    found.push(...excess(one.name, little, enough));
  }
  expect(found).toEqual([]);
}, 180_000);

it('folds for the first time', async () => {
  const foldedBy = async ({ database, touched }: Measured) => {
    touched.take();
    await foldAll(database.client, NO_REST, new AbortController().signal);
    return touched.takeEach();
  };
  const [without, withStatistics] = [await foldedBy(fresh), await foldedBy(analyzed)];
  const found = [...without].flatMap(([text, those]) => excess(text, those, withStatistics.get(text) ?? NOTHING));
  expect(found).toEqual([]);
  await analyzed.database.client.query('analyze');
}, 180_000);

it('answers by cells once all is folded', async () => {
  expect(await countedTables()).toEqual([]);
  await lookAtAnswers(true);
}, 180_000);
