import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { sloSummaryResponseSchema } from '../../src/model/slo-summary';
import type { PluginProcess } from '../../tooling/plugin-process';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearAll, insertDowntimes, insertSlos } from '../support/downtimes';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** `GET slos/{service}`: the specification's object. */

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

const daysAgo = (days: number, minutes = 0) =>
  new Date(Date.now() - days * 86_400_000 + minutes * 60_000).toISOString();

beforeEach(async () => {
  await clearAll(database.client);
  await insertRecords(database.client, { services: [{ name: 'StackFlow API' }, { name: 'a/b & c', team: 'Data' }] });
});

async function get(url: string) {
  const { code, body } = await plugin.callResource(context, url);
  return { code, answer: JSON.parse(Buffer.from(body).toString()) as unknown };
}

it("has the specification's fields, in its order, and its figures", async () => {
  await insertSlos(database.client, [{ service: 'StackFlow API', name: 'uptime' }]);
  await insertDowntimes(database.client, [{ service: 'StackFlow API', from: daysAgo(3), to: daysAgo(3, 21.6) }]);
  const { code, answer } = await get('slos/StackFlow%20API');
  expect(code).toBe(200);
  const { slo } = sloSummaryResponseSchema.parse(answer);
  expect(Object.keys(slo).slice(0, 6)).toEqual([
    'service',
    'slo_target_percent',
    'measurement_window_days',
    'current_availability_percent',
    'error_budget_remaining_minutes',
    'error_budget_used_percent',
  ]);
  expect(slo).toMatchObject({
    service: 'StackFlow API',
    slo_target_percent: 99.9,
    measurement_window_days: 30,
    name: 'uptime',
    exhausted: false,
  });
  expect(slo.current_availability_percent).toBeCloseTo(99.95, 9);
  expect(slo.error_budget_remaining_minutes).toBeCloseTo(21.6, 6);
  expect(slo.error_budget_used_percent).toBeCloseTo(50, 6);
  expect(slo.error_budget_remaining_percent).toBeCloseTo(50, 6);
  expect(Math.abs(Date.parse(slo.measured_at) - Date.now())).toBeLessThan(60_000);
});

it('tells where the runbook is', async () => {
  await insertSlos(database.client, [{ service: 'StackFlow API' }]);
  const runbook = () => get('slos/StackFlow%20API');
  expect(await runbook()).toMatchObject({ answer: { slo: { runbook_url: null } } });
  await database.client.query(`update stackflow.slos set runbook_url = 'https://wiki.example/api'`);
  expect(await runbook()).toMatchObject({ answer: { slo: { runbook_url: 'https://wiki.example/api' } } });
});

it('of several SLOs tells the one in most trouble, or the one that is named', async () => {
  await insertSlos(database.client, [
    { service: 'a/b & c', name: 'always', targetPercent: 100 },
    { service: 'a/b & c', name: 'lax', targetPercent: 90 },
    { service: 'a/b & c', name: 'strict', targetPercent: 99 },
  ]);
  const url = `slos/${encodeURIComponent('a/b & c')}`;
  // Untouched, the fewest minutes are left to the strictest.
  await expect(get(url)).resolves.toMatchObject({ answer: { slo: { name: 'always', exhausted: false } } });
  await insertDowntimes(database.client, [{ service: 'a/b & c', from: daysAgo(2), to: daysAgo(1.9) }]);
  await expect(get(url)).resolves.toMatchObject({
    answer: { slo: { name: 'always', exhausted: true, error_budget_used_percent: null } },
  });
  await expect(get(`${url}?name=strict`)).resolves.toMatchObject({
    answer: { slo: { name: 'strict', error_budget_used_percent: expect.closeTo(33.333, 2) as unknown } },
  });
});

it.each([
  ['slos/Nobody', /no service "Nobody"/],
  ['slos/StackFlow%20API', /has no SLO that is enabled/],
  ['slos/StackFlow%20API?name=x', /has no SLO "x" that is enabled/],
])('%s is 404', async (url, message) => {
  await insertSlos(database.client, [{ service: 'a/b & c' }]);
  const { code, answer } = await get(url);
  expect([code, answer]).toEqual([404, { message: expect.stringMatching(message) as unknown }]);
});

it('a NUL is 400', async () => {
  expect((await get('slos/a%00b')).code).toBe(400);
});
