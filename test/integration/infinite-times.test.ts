import fc from 'fast-check';

import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { DORA_METRICS } from '../../src/model/dora-metrics';
import type { PluginProcess } from '../../tooling/plugin-process';
import { anyQuery } from '../support/any-query';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { total } from '../support/dora';
import { launchBackend, readerContext } from '../support/plugin';
import { readerOn } from '../support/reader';
import { insertRecords } from '../support/records';

/** SQL may write `infinity` where a time should be; before 17 PostgreSQL cannot compute with it. One such record fails nothing. */

const TIMES = ['-infinity', '2026-05-01T12:00:00Z', '2026-05-02T12:00:00Z', 'infinity'];
const RANGE = { fromEpochMS: BigInt(Date.UTC(2026, 4, 1)), toEpochMS: BigInt(Date.UTC(2026, 4, 20)) };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  const pairs = TIMES.flatMap((from) => TIMES.map((to) => [from, to] as const));
  await insertRecords(database.client, {
    services: [{ name: 'Shop', team: 'Sales' }],
    changes: pairs.flatMap(([createdAt, closedAt]) =>
      [...TIMES, null].map((implementationEndAt) => ({
        key: `${createdAt} ${closedAt} ${implementationEndAt}`,
        service: 'Shop',
        createdAt,
        closedAt,
        implementationEndAt,
      }))
    ),
    incidents: pairs
      .filter(([from, to]) => TIMES.indexOf(from) <= TIMES.indexOf(to))
      .map(([createdAt, resolvedAt]) => ({
        key: `${createdAt} ${resolvedAt}`,
        createdAt,
        resolvedAt,
        downServices: ['Shop'],
        changes: pairs.map(([from, to]) => `${from} ${to} null`),
      })),
  });
  await database.client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days) select id, 'uptime', 99.9, 30 from stackflow.services`
  );
});

afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

async function answerOf(query: object) {
  const sent = { refId: 'A', queryType: '', maxDataPoints: 100n, intervalMS: 3_600_000n, timeRange: RANGE };
  const { responses } = await plugin.queryData(context, [{ ...sent, json: Buffer.from(JSON.stringify(query)) }]);
  return { status: responses['A']?.status, error: responses['A']?.error };
}

it.each(DORA_METRICS.flatMap((metric) => ['value', 'series'].map((shape) => [metric, shape])))(
  '%s as %s is answered',
  async (metric, shape) => {
    expect(await answerOf({ queryType: 'dora', metric, shape })).toEqual({ status: 200, error: '' });
  }
);

it.each([
  // Of 40 deployments in the range eight failed. Of the others six have two times in order: four took no time, two a day.
  ['leadTime', { value: 28_800, sample: { kind: 'count', n: 6 }, excluded: 26, open: 0 }],
  // Of five incidents resolved in the range three have two times: two took no time, one a day.
  ['mttr', { value: 28_800, sample: { kind: 'count', n: 3 }, excluded: 2 }],
] as const)('%s leaves out durations that begin or end at infinity, and counts them', async (metric, measurement) => {
  const range = { from: '2026-05-01T00:00:00Z', to: '2026-05-20T00:00:00Z' };
  const reader = readerOn(database.client);
  expect(await total(reader, { metric, statistic: 'mean', ...range })).toMatchObject(measurement);
});

it('fails no query of any kind', async () => {
  await fc.assert(
    fc.asyncProperty(anyQuery(), async (query) => {
      const { status, error } = await answerOf(query);
      expect({ status, error }).toEqual(status === 400 ? { status, error } : { status: 200, error: '' });
    }),
    { numRuns: 300 }
  );
});
