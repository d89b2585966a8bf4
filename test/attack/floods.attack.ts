import { setMaxListeners } from 'node:events';

import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { backendCommand } from '../../tooling/backend-command';
import { launchPlugin } from '../../tooling/plugin-process';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { isLate } from '../support/late';
import { Neighbour } from '../support/neighbour';
import { readerContext } from '../support/plugin';
import { residentBytes } from '../support/resident-bytes';

/** More of everything than any person asks for. */

const DAY_MS = 86_400_000;
const MAX_RESIDENT_BYTES = 768 * 1024 * 1024;

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;
let neighbour: Neighbour;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchPlugin(backendCommand())]);
  context = await readerContext(database, { uid: 'flooded' });
  neighbour = await Neighbour.of(plugin, database);
}, 60_000);

afterEach(async () => {
  expect(plugin.isRunning).toBe(true);
  expect(await residentBytes(plugin.processId)).toBeLessThan(MAX_RESIDENT_BYTES);
});

afterAll(async () => {
  await Promise.all([plugin.stop(), neighbour.leave()]);
  await database.drop();
});

/** A query that is like no other. */
const queryOf = (refId: string, number: number) =>
  dataQuery(refId, { queryType: 'dora', metric: 'leadTime', shape: 'value' }, { fromMs: 0, toMs: DAY_MS + number });

/** What became of so many queries; of those that a slow machine could not answer, nothing. */
const statusesOf = async (count: number) => {
  const queries = Array.from({ length: count }, (_, number) => queryOf(`Q${number}`, number));
  const begin = performance.now();
  const { responses } = await plugin.queryData(context, queries);
  const tookMs = performance.now() - begin;
  return Object.values(responses)
    .filter(({ status }) => !isLate(status, tookMs))
    .map(({ status, error }) => ({ status, error }));
};

it('refuses 5,000 queries in one request, and names the limit', async () => {
  const answers = await neighbour.during(() => statusesOf(5_000));
  expect(answers).toHaveLength(5_000);
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify({ status: 400, error: 'A request may hold 500 queries, not 5000. Split them up.' })])
  );
});

it('answers as many as the limit allows', async () => {
  expect(new Set((await statusesOf(500)).map(({ status }) => status))).toEqual(new Set([200]));
});

it('answers every call that is not cancelled in a storm of cancels', async () => {
  const WAVES = 8;
  const CALLS = 500;
  const outcomes: string[] = [];
  await neighbour.during(async () => {
    for (let wave = 0; wave < WAVES; wave += 1) {
      const controller = new AbortController();
      setMaxListeners(0, controller.signal);
      const calls = Array.from({ length: CALLS }, async (_, number) => {
        const isCancelled = number % 10 !== 0;
        const query = queryOf('A', wave * CALLS + number);
        const begin = performance.now();
        const call = plugin.queryData(context, [query], {}, isCancelled ? controller.signal : undefined);
        const outcome = await call.then(
          ({ responses }) => {
            const status = responses['A']?.status;
            return isLate(status, performance.now() - begin) ? 'late' : String(status);
          },
          (error: unknown) => String(error)
        );
        if (!isCancelled) {
          outcomes.push(outcome);
        }
      });
      // The calls must be under way before they are cancelled.
      await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      await Promise.all(calls);
    }
  });
  expect(outcomes).toHaveLength((WAVES * CALLS) / 10);
  expect(outcomes.filter((outcome) => outcome !== 'late')).toContain('200');
  expect(['200', 'late']).toEqual(expect.arrayContaining([...new Set(outcomes)]));
});

it('answers others while paths of many slashes come', async () => {
  const statuses = await neighbour.during(async () => {
    const found: number[] = [];
    for (const slashes of [100, 4_000, 10_000, 100_000, 1_000_000]) {
      found.push((await plugin.callResource(context, `x${'/'.repeat(slashes)}x`)).code);
    }
    return found;
  });
  expect(statuses).toEqual([404, 404, 414, 414, 414]);
});
