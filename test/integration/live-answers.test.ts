import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { DoraQueryInput } from '../../src/model/dora-query';
import { frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { clearRecords, insertRecords } from '../support/records';

/** Screens that show the same up to now are answered once; whoever needs the last second gets it. */

const GRID_MS = 10_000;
const LONG_GRID_MS = 30_000;
const HOUR_MS = 3600_000;
const QUERY: DoraQueryInput = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value', sample: 'n' };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

async function deploy(key: string, atMs: number) {
  await insertRecords(database.client, {
    changes: [{ key, service: 'Shop', implementationEndAt: new Date(atMs).toISOString() }],
  });
}

async function ask(toMs: number, headers?: Record<string, string>, days = 1) {
  const range = { fromMs: toMs - days * 24 * HOUR_MS, toMs };
  const { responses } = await plugin.queryData(context, [dataQuery('A', QUERY, range)], headers);
  const { fields, meta } = frameOf(responses['A']);
  return { n: fields[0]?.values[0], meta: meta as { custom?: { asOf?: string }; executedQueryString: string } };
}

/** Does all of it while answers are kept: again where the machine took longer than that. */
async function whileKept<T>(work: (cellMs: number) => Promise<T>): Promise<T> {
  for (;;) {
    await clearRecords(database.client);
    await insertRecords(database.client, { services: [{ name: 'Shop', team: 'Sales' }] });
    const startedMs = Date.now();
    const result = await work(Math.floor(startedMs / GRID_MS) * GRID_MS - GRID_MS);
    if (Date.now() - startedMs < GRID_MS / 2) {
      return result;
    }
  }
}

it('gives screens with clocks of their own one answer, and says as of when', async () => {
  const { first, second, cellMs } = await whileKept(async (cellMs) => {
    await deploy('one', cellMs - HOUR_MS);
    const first = await ask(cellMs + 1_234);
    await deploy('two', cellMs - HOUR_MS);
    return { first, second: await ask(cellMs + 8_765), cellMs };
  });
  expect(first.n).toBe(1);
  expect(second).toEqual(first);
  expect(first.meta.custom?.asOf).toBe(new Date(cellMs).toISOString());
});

it('says as of when a number over thirty days is, which is on a coarser grid', async () => {
  const atMs = Date.now() - 1_000;
  const { meta } = await ask(atMs, undefined, 30);
  const asOf = new Date(Math.floor(atMs / LONG_GRID_MS) * LONG_GRID_MS).toISOString();
  expect(meta.custom?.asOf).toBe(asOf);
  expect(meta.executedQueryString).toContain(asOf);
});

it('answers alert rules, and ranges that ended before, with what is there now', async () => {
  const { live, alert, past, atMs } = await whileKept(async (cellMs) => {
    const atMs = cellMs + 4_321;
    const pastMs = cellMs - 10 * HOUR_MS + 77;
    await deploy('one', cellMs - 11 * HOUR_MS);
    const asked = { live: await ask(atMs), alert: await ask(atMs, { FromAlert: 'true' }), past: await ask(pastMs) };
    await deploy('two', cellMs - 11 * HOUR_MS);
    await deploy('three', atMs - 1);
    return {
      live: [asked.live, await ask(atMs)],
      alert: [asked.alert, await ask(atMs, { FromAlert: 'true' })],
      past: [asked.past, await ask(pastMs)],
      atMs,
    };
  });
  const numbers = (answers: readonly { readonly n: unknown }[]) => answers.map(({ n }) => n);
  expect({ live: numbers(live), alert: numbers(alert), past: numbers(past) }).toEqual({
    live: [1, 1],
    alert: [1, 3],
    past: [1, 2],
  });
  expect(alert[0]?.meta.executedQueryString).toContain(new Date(atMs).toISOString());
  expect([alert[0]?.meta.custom?.asOf, past[0]?.meta.custom?.asOf]).toEqual([undefined, undefined]);
});
