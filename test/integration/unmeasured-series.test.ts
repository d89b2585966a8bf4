import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../../src/model/query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** A line has a gap where a number would say that nothing was measured, and no 0. */

const DAY_MS = 86_400_000;
const RANGE = { fromMs: Date.parse('2026-06-11T00:00:00Z'), toMs: Date.parse('2026-06-15T00:00:00Z') };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  const deployment = (key: string, service: string, day: string, outcome?: 'failed') => ({
    ...{ key, service, implementationEndAt: `${day}T12:00:00Z`, createdAt: `${day}T11:00:00Z` },
    ...(outcome && { outcome }),
  });
  const incident = (key: string, day: string, more: object = {}) => ({
    ...{ key, createdAt: `${day}T13:00:00Z`, resolvedAt: `${day}T14:00:00Z` },
    ...more,
  });
  await insertRecords(database.client, {
    services: [{ name: 'Shop' }, { name: 'Search' }],
    changes: [
      deployment('a', 'Shop', '2026-06-11', 'failed'),
      deployment('b', 'Shop', '2026-06-12'),
      deployment('c', 'Shop', '2026-06-13'),
      deployment('d', 'Search', '2026-06-13'),
      deployment('e', 'Shop', '2026-06-14'),
    ],
    incidents: [
      incident('old', '2026-05-20'),
      incident('linked', '2026-06-11', { changes: ['a'] }),
      // Nobody said what broke it.
      incident('unlinked', '2026-06-12', { downServices: ['Shop'] }),
      incident('of search', '2026-06-14', { downServices: ['Search'] }),
    ],
  });
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: SreQueryInput, range = RANGE, headers?: Record<string, string>) => {
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, range, DAY_MS)], headers);
  return frameOf(responses['A']);
};
const SERIES = { queryType: 'dora', metric: 'changeFailureRate', shape: 'series', bucket: 'day' } as const;

it('a day whose incidents nobody linked has no 0', async () => {
  expect(column(await ask(SERIES), 'Change failure rate')).toEqual([100, null, 0, null]);
});

it('says of each day what a value over it says', async () => {
  const line = column(await ask(SERIES), 'Change failure rate');
  for (const [day, point] of line.entries()) {
    const fromMs = RANGE.fromMs + day * DAY_MS;
    const table = await ask({ ...SERIES, shape: 'table' }, { fromMs, toMs: fromMs + DAY_MS });
    expect([day, column(table, 'Value')]).toEqual([day, [point]]);
  }
});

it('a service of whose incidents none is linked has no 0 at all', async () => {
  const frame = await ask({ ...SERIES, groupBy: 'service' });
  const lines = frame.fields.slice(1).map(({ config, values }) => [config['displayNameFromDS'], values]);
  expect(Object.fromEntries(lines)).toEqual({
    Shop: [100, null, 0, 0],
    Search: [null, null, null, null],
  });
});

it('alert rules take numbers as they are', async () => {
  const frame = await ask(SERIES, RANGE, { FromAlert: 'true' });
  expect(column(frame, 'Change failure rate')).toEqual([100, 0, 0, 0]);
});
