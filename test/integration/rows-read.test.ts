import { END, fillHistory } from '../../bench/history';
import { statementsFor } from '../../bench/statement';
import { NO_REST } from '../../src/backend/metrics/cells/fold-cells';
import { foldAll } from '../../src/backend/metrics/fold/fold-all';
import { DAY_MS } from '../../src/backend/metrics/time-range';
import type { SreQueryInput } from '../../src/model/query';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { TouchedRows } from '../support/touched-rows';

/** What a question reads grows with what it is about, and not with the groups it is asked for times the records. */

/** Each group that is looked for among all others would be a row for each of them. */
const HISTORY = { changes: 30_000, incidents: 3_000, services: 400, years: 2 };

let database: TestDatabase;
let touched: TouchedRows;

beforeAll(async () => {
  database = await createTestDatabase();
  await fillHistory(database.client, HISTORY);
  await database.client.query('vacuum analyze');
  touched = await TouchedRows.of(database.client);
});
afterAll(() => database.drop());

async function rowsRead(query: SreQueryInput, toMs = Date.parse(END)): Promise<number> {
  const range = { fromMs: toMs - 90 * DAY_MS, toMs };
  touched.take();
  await statementsFor(database.client, { name: '', days: 90, query, range, intervalMs: DAY_MS });
  return touched.take().rows;
}

it.each([
  ['deploymentFrequency', 'service', 1.75],
  ['leadTime', 'service', 4],
  ['leadTime', 'team', 4],
] as const)('does not look for each group among all others to compare %s by %s', async (metric, groupBy, times) => {
  const query = { queryType: 'dora', metric, groupBy, shape: 'table' } as const;
  const alone = await rowsRead(query);
  expect(await rowsRead({ ...query, compare: 'previousPeriod' })).toBeLessThan(times * alone);
});

it('reads no deployments of services that were not down to tell what happened to their error budgets', async () => {
  await database.client.query('truncate stackflow.incident_downtimes cascade');
  await foldAll(database.client, NO_REST, new AbortController().signal);
  const query = { queryType: 'errorBudget', measure: 'burnRate', lookback: '1h' } as const;
  const alone = await rowsRead(query);
  expect((await rowsRead({ ...query, details: true })) - alone).toBeLessThan(HISTORY.changes);
});
