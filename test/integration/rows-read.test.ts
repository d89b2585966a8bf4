import type { BenchCase } from '../../bench/cases';
import { END, fillHistory } from '../../bench/history';
import { planFacts } from '../../bench/plan';
import { statementsFor } from '../../bench/statement';
import { NO_REST } from '../../src/backend/metrics/cells/fold-cells';
import { foldAll } from '../../src/backend/metrics/fold/fold-all';
import { CANDIDATES } from '../../src/backend/metrics/evidence/quantile-grid';
import { DAY_MS } from '../../src/backend/metrics/time-range';
import type { SreQueryInput } from '../../src/model/query';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { TouchedRows } from '../support/touched-rows';

/** What a question reads grows with what it is about, and not with the groups it is asked for times the records. */

/** Each group that is looked for among all others would be a row for each of them. */
const HISTORY = { changes: 30_000, incidents: 3_000, services: 400, years: 2 };
/** So long that PostgreSQL would rather read the cells of all days at once than those of each. */
const LONG_HISTORY = { ...HISTORY, changes: 120_000 };

interface History {
  readonly database: TestDatabase;
  readonly touched: TouchedRows;
}

let history: History;
let longHistory: History;

beforeAll(async () => {
  [history, longHistory] = await Promise.all(
    [HISTORY, LONG_HISTORY].map(historyOf) as [Promise<History>, Promise<History>]
  );
});
afterAll(async () => {
  await history.database.drop();
  await longHistory.database.drop();
});

async function historyOf(size: typeof HISTORY): Promise<History> {
  const database = await createTestDatabase();
  await fillHistory(database.client, size);
  await database.client.query('vacuum analyze');
  return { database, touched: await TouchedRows.of(database.client) };
}

function caseOf(query: SreQueryInput, days: number): BenchCase {
  const toMs = Date.parse(END);
  return { name: '', days, query, range: { fromMs: toMs - days * DAY_MS, toMs }, intervalMs: DAY_MS };
}

async function rowsRead({ database, touched }: History, query: SreQueryInput, days = 90): Promise<number> {
  touched.take();
  await statementsFor(database.client, caseOf(query, days));
  return touched.take().rows;
}

it.each([
  ['deploymentFrequency', 'service', 1.75],
  ['leadTime', 'service', 4],
  ['leadTime', 'team', 4],
] as const)('does not look for each group among all others to compare %s by %s', async (metric, groupBy, times) => {
  const query = { queryType: 'dora', metric, groupBy, shape: 'table' } as const;
  const alone = await rowsRead(history, query);
  expect(await rowsRead(history, { ...query, compare: 'previousPeriod' })).toBeLessThan(times * alone);
});

it.each([
  ['deploymentFrequency', 'service'],
  ['leadTime', 'none'],
] as const)('looks up the cells of a day with a mark, and not those of all days: %s by %s', async (metric, groupBy) => {
  const { client } = longHistory.database;
  await foldAll(client, NO_REST, new AbortController().signal);
  await client.query('vacuum analyze');
  const query = { queryType: 'dora', metric, groupBy, shape: 'table', compare: 'previousPeriod' } as const;
  const alone = await rowsRead(longHistory, query, 365);
  await client.query('insert into stackflow.cell_marks (day) select max(d.day) from stackflow.folded_days as d');
  expect((await rowsRead(longHistory, query, 365)) - alone).toBeLessThan(LONG_HISTORY.changes / 10);
});

it('takes the values that an interval is chosen from out of the list of a day, and looks at no others', async () => {
  await foldAll(longHistory.database.client, NO_REST, new AbortController().signal);
  await longHistory.database.client.query('vacuum analyze');
  const query = { queryType: 'dora', metric: 'leadTime', shape: 'series', bucket: 'day' } as const;
  const days = 365;
  const alone = await rowsRead(longHistory, query, days);
  const added = (await rowsRead(longHistory, { ...query, interval: true }, days)) - alone;
  // Each value passes a dozen nodes of the plan. The least and the greatest of them have a hundred others between them.
  expect(added / days / (2 * CANDIDATES)).toBeLessThan(18);
});

it('looks up the incidents that are named to tell what happened to error budgets, and reads no others', async () => {
  const query = { queryType: 'errorBudget', measure: 'remainingPercent', details: true } as const;
  const { client } = history.database;
  await foldAll(client, NO_REST, new AbortController().signal);
  await client.query('vacuum analyze');
  const statements = await statementsFor(client, caseOf(query, 90));
  expect((await planFacts(client, statements)).fullScans).not.toContain('incidents');
});

/** How often a statement looks into a table, by an index or from its first row. */
async function looksInto({ database: { client } }: History, table: string, query: SreQueryInput): Promise<number> {
  await client.query('begin');
  try {
    await statementsFor(client, caseOf(query, 90));
    const { rows } = await client.query<{ n: number }>(
      `select (t.seq_scan + coalesce(t.idx_scan, 0))::int as n from pg_stat_xact_user_tables as t where t.relid = to_regclass($1)`,
      [table]
    );
    return rows[0]?.n ?? NaN;
  } finally {
    await client.query('commit');
  }
}

it.each([
  ['leadTime', 'none'],
  ['changeFailureRate', 'service'],
] as const)(
  'asks once whether any change stands in several services, and not for each record beside days: %s by %s',
  async (metric, groupBy) => {
    await foldAll(longHistory.database.client, NO_REST, new AbortController().signal);
    await longHistory.database.client.query('vacuum analyze');
    const query = {
      queryType: 'dora',
      metric,
      groupBy,
      shape: 'series',
      bucket: 'day',
      timeZone: 'Asia/Kolkata',
    } as const;
    expect(await looksInto(longHistory, 'stackflow.github_changes', query)).toBeLessThan(20);
  }
);

it('reads no deployments of services that were not down to tell what happened to their error budgets', async () => {
  await history.database.client.query('truncate stackflow.incident_downtimes cascade');
  await foldAll(history.database.client, NO_REST, new AbortController().signal);
  const query = { queryType: 'errorBudget', measure: 'burnRate', lookback: '1h' } as const;
  const alone = await rowsRead(history, query);
  expect((await rowsRead(history, { ...query, details: true })) - alone).toBeLessThan(HISTORY.changes);
});

it('looks up the few changes that stand in several services, and reads no others, whatever values it was planned for', async () => {
  const { client } = longHistory.database;
  const query = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value' } as const;
  await foldAll(client, NO_REST, new AbortController().signal);
  await client.query('vacuum analyze');
  await client.query('set plan_cache_mode = force_generic_plan');
  const alone = await rowsRead(longHistory, query, 365);
  await client.query(
    `insert into stackflow.github_repositories (repository, repository_id, service_id)
     select 'org/monorepo', 1, min(s.id) from stackflow.services as s`
  );
  await client.query(
    `insert into stackflow.github_changes (repository_id, service_id, change_id, wrote, made, subject, shared)
     select 1, c.service_id, c.id, '{}', true, '#' || c.id, true
     from stackflow.change_records as c where c.state = 'closed' order by c.id limit 200`
  );
  await foldAll(client, NO_REST, new AbortController().signal);
  await client.query('vacuum analyze');
  expect((await rowsRead(longHistory, query, 365)) - alone).toBeLessThan(LONG_HISTORY.changes / 10);
});
