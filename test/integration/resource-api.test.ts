import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv2020 from 'ajv/dist/2020';

import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { startMoto } from '../../tooling/moto';
import type { Moto } from '../../tooling/moto';
import { ROOT } from '../../tooling/paths';
import type { PluginProcess } from '../../tooling/plugin-process';
import { startFaultProxy } from '../support/cloudwatch/fault-proxy';
import type { FaultProxy } from '../support/cloudwatch/fault-proxy';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { hoursAgo, insertGatedShop, insertHeld } from '../support/gated-shop';
import { launchBackend } from '../support/plugin';
import { call, calledBy, sloContext, userWith } from '../support/slo-calls';
import type { Reply } from '../support/slo-calls';

/** Every resource call of the OpenAPI document, asked of a real plugin with a real PostgreSQL: the answers are as it says. */

interface Operation {
  readonly responses: Readonly<Record<string, { readonly $ref?: string }>>;
}

const PATH = 'docs/reference/resource-api.openapi.json';
const document = JSON.parse(readFileSync(join(ROOT, PATH), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addSchema(closed(document) as object, 'api');

/** With no field in an answer that the document does not have, though it lets later versions have more. */
function closed(part: unknown): unknown {
  return JSON.parse(JSON.stringify(part), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && 'type' in value && value.type === 'object'
      ? { additionalProperties: false, ...value }
      : value
  );
}

/** What is not as the document says; the operation's method and path as it writes them. */
function deviations(operation: string, { code, body }: Reply): unknown[] {
  const [method = '', path = ''] = operation.split(' ');
  const answer = document.paths[path]?.[method]?.responses[code];
  if (answer === undefined) {
    return [`The document has no ${code} of ${operation}.`];
  }
  const here = `/paths/${path.replaceAll('/', '~1')}/${method}/responses/${code}`;
  const pointer = answer.$ref?.slice(1) ?? here;
  const fits = ajv.compile({ $ref: `api#${encodeURI(pointer)}/content/application~1json/schema` });
  return fits(body) ? [] : (fits.errors ?? []);
}

/** Lists without an item, of which nothing is shown. */
function emptyLists(part: unknown, path = ''): string[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  const inside = Object.entries(part).flatMap(([key, value]) => emptyLists(value, `${path}/${key}`));
  return Array.isArray(part) && part.length === 0 ? [path, ...inside] : inside;
}

let database: TestDatabase;
let plugin: PluginProcess;
let moto: Moto;
let proxy: FaultProxy;
let context: PluginContext;
let publishing: PluginContext;
/** What the calls need of what was made before them. */
let slo: { readonly id: string; readonly revision: string };
let changeId: string;
let overrideId: string;

const UPTIME = { service: 'Shop', name: 'uptime by night', targetPercent: 99.5, windowDays: 30 };

beforeAll(async () => {
  [database, plugin, moto] = await Promise.all([createTestDatabase(), launchBackend(), startMoto()]);
  proxy = await startFaultProxy(moto.url);
  const signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor', 'sre_metrics_gate_editor');
  context = sloContext(database, signIn);
  publishing = sloContext(database, signIn, {
    uid: 'publishing',
    jsonData: { cloudWatchPublishing: true, cloudWatchRegion: 'eu-central-1', cloudWatchEndpoint: proxy.url },
    secureJsonData: { cloudWatchAccessKeyId: 'AKIDEXAMPLE', cloudWatchSecretAccessKey: 'example' },
  });
  await fill();
}, 60_000);
afterAll(async () => {
  await Promise.all([plugin.stop(), proxy.close(), moto.stop()]);
  await database.drop();
});

/** Something of everything that calls list. */
async function fill(): Promise<void> {
  await insertGatedShop(database.client);
  changeId = await insertHeld(database.client, { service: 'Shop', title: 'first', heldAt: hoursAgo(2) });
  await insertHeld(database.client, { service: 'Shop', title: 'second', heldAt: hoursAgo(1) });
  await database.client.query(`
    insert into stackflow.github_repositories (repository, repository_id, service_id)
      select 'acme/shop', 1, s.id from stackflow.services as s where s.name = 'Shop';
    insert into stackflow.github_sync_state (repository_id, full_name, last_failed_at, last_error)
      values (1, 'acme/shop', now(), 'No access.');
    insert into stackflow.github_rate_limits values ('token', 'core', 5000, 4000, '2099-01-01T00:00:00Z', now());
    insert into stackflow.cloudwatch_destinations (destination, kind, last_succeeded_at)
      values ('eu-central-1 StackFlow/DORA', 'dora', now())`);
  const created = await call(plugin, context, 'slo-definitions', 'POST', UPTIME);
  slo = created.body as typeof slo;
  const added = await call(plugin, context, 'gate-overrides', 'POST', { service: 'Shop', reason: 'A fix', hours: 4 });
  overrideId = (added.body as { readonly id: string }).id;
}

interface Call {
  readonly url: () => string;
  readonly body?: () => unknown;
  readonly by?: () => PluginContext;
}

const to = (url: string, body?: unknown): Call => ({ url: () => url, body: () => body ?? '' });
const edit = (change: object, revision?: string) => () => ({
  revision: revision ?? slo.revision,
  definition: { ...UPTIME, ...change },
});
const byViewer = () => calledBy(context, { login: 'vic', role: 'Viewer' });
const byPublisher = () => publishing;
const tooLong = () => `"${'x'.repeat(64 * 1024)}"`;
const editUrl = () => `slo-definitions/${slo.id}`;
const endUrl = () => `gate-overrides/${overrideId}/end`;

/** In this order, on one database: what is released, edited or ended is so afterwards. */
const CALLS: ReadonlyArray<readonly [operation: string, status: number, request: Call]> = [
  ['get /services', 200, to('services?team=Sales&tier=critical')],
  ['get /services', 400, to('services?tier=golden')],
  ['get /teams', 200, to('teams')],
  ['get /schema', 200, to('schema')],
  ['get /connection-rights', 200, to('connection-rights')],
  ['get /slo-definitions', 200, to('slo-definitions')],
  ['get /slo-definitions', 200, { url: () => 'slo-definitions', by: byViewer }],
  ['post /slo-definitions', 201, to('slo-definitions', { ...UPTIME, name: 'uptime by day', enabled: false })],
  ['post /slo-definitions', 400, to('slo-definitions', { ...UPTIME, service: 'Chop' })],
  ['post /slo-definitions', 403, { ...to('slo-definitions', UPTIME), by: byViewer }],
  ['post /slo-definitions', 409, to('slo-definitions', UPTIME)],
  ['post /slo-definitions', 413, { url: () => 'slo-definitions', body: tooLong }],
  ['put /slo-definitions/{id}', 200, { url: editUrl, body: edit({ targetPercent: 99 }) }],
  ['put /slo-definitions/{id}', 400, { url: editUrl, body: edit({ targetPercent: 101 }) }],
  ['put /slo-definitions/{id}', 403, { url: editUrl, body: edit({}), by: byViewer }],
  ['put /slo-definitions/{id}', 404, { url: () => 'slo-definitions/999', body: edit({}) }],
  ['put /slo-definitions/{id}', 409, { url: editUrl, body: edit({}, '0') }],
  ['put /slo-definitions/{id}', 413, { url: editUrl, body: tooLong }],
  ['get /slo-definitions/{id}/history', 200, { url: () => `${editUrl()}/history` }],
  ['get /slo-definitions/{id}/history', 404, to('slo-definitions/999/history')],
  [
    'put /service-monitoring',
    200,
    to('service-monitoring', { service: 'Shop', monitoredSince: '2020-01-01T00:00:00Z' }),
  ],
  ['put /service-monitoring', 400, to('service-monitoring', { service: 'Shop', monitoredSince: 'now' })],
  [
    'put /service-monitoring',
    403,
    { ...to('service-monitoring', { service: 'Shop', monitoredSince: null }), by: byViewer },
  ],
  ['put /service-monitoring', 413, { url: () => 'service-monitoring', body: tooLong }],
  ['get /slos/{service}', 200, to('slos/Shop?name=uptime')],
  ['get /slos/{service}', 400, to('slos/Shop?name=a%00b')],
  ['get /slos/{service}', 404, to('slos/Chop')],
  ['get /github-sync', 200, to('github-sync')],
  ['get /gate', 200, to('gate?service=Shop&criticality=critical')],
  ['get /gate', 200, to('gate?service=Playground')],
  ['get /gate', 400, to('gate')],
  ['get /gate', 404, to('gate?service=Chop')],
  ['get /gate-decisions', 200, to('gate-decisions')],
  ['post /gate-release/{changeId}', 200, { url: () => `gate-release/${changeId}`, body: () => ({ reason: 'Urgent' }) }],
  ['post /gate-release/{changeId}', 400, to('gate-release/1', { reason: '' })],
  ['post /gate-release/{changeId}', 403, { ...to('gate-release/1', { reason: 'r' }), by: byViewer }],
  ['post /gate-release/{changeId}', 409, to('gate-release/999', { reason: 'r' })],
  ['post /gate-release/{changeId}', 413, { url: () => 'gate-release/1', body: tooLong }],
  ['get /gate-blocked', 200, to('gate-blocked')],
  ['get /gate-overrides', 200, to('gate-overrides')],
  ['post /gate-overrides', 201, to('gate-overrides', { service: 'Search', reason: 'r', hours: 1 })],
  ['post /gate-overrides', 400, to('gate-overrides', { service: 'Shop', reason: 'r', hours: 0 })],
  ['post /gate-overrides', 403, { ...to('gate-overrides', { service: 'Shop', reason: 'r', hours: 1 }), by: byViewer }],
  ['post /gate-overrides', 413, { url: () => 'gate-overrides', body: tooLong }],
  ['post /gate-overrides/{id}/end', 200, { url: endUrl }],
  ['post /gate-overrides/{id}/end', 403, { url: endUrl, by: byViewer }],
  ['post /gate-overrides/{id}/end', 404, to('gate-overrides/999/end')],
  ['post /gate-overrides/{id}/end', 409, { url: endUrl }],
  ['get /gate-overrides', 200, to('gate-overrides')],
  ['get /cloudwatch-publishing', 200, to('cloudwatch-publishing')],
  ['post /cloudwatch-check', 200, { ...to('cloudwatch-check'), by: byPublisher }],
  ['post /cloudwatch-check', 400, to('cloudwatch-check')],
  ['post /cloudwatch-check', 403, { ...to('cloudwatch-check'), by: byViewer }],
];

async function answerOf(operation: string, { url, body = () => '', by = () => context }: Call): Promise<Reply> {
  const [method = ''] = operation.split(' ');
  return await call(plugin, by(), url(), method.toUpperCase(), body());
}

it.each(CALLS)('%s: %d', async (operation, status, request) => {
  const answer = await answerOf(operation, request);
  expect(answer).toMatchObject({ code: status });
  expect(deviations(operation, answer)).toEqual([]);
  expect(status < 300 ? emptyLists(answer.body) : []).toEqual([]);
});

it('post /cloudwatch-check: 401', async () => {
  proxy.next('PutMetricData', { kind: 'answer', status: 403, type: 'InvalidClientTokenId' });
  const answer = await answerOf('post /cloudwatch-check', { ...to('cloudwatch-check'), by: byPublisher });
  expect(answer).toMatchObject({ code: 401 });
  expect(deviations('post /cloudwatch-check', answer)).toEqual([]);
});

it('every call is asked here, for each answer that is its own', () => {
  const covered = new Set([
    ...CALLS.map(([operation, status]) => `${operation} ${status}`),
    'post /cloudwatch-check 401',
  ]);
  const own = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([status, { $ref }]) =>
        $ref === undefined ? [`${method} ${path} ${status}`] : []
      )
    )
  );
  expect(own.filter((one) => !covered.has(one))).toEqual([]);
});

describe('what any call may answer', () => {
  const teams = to('teams');
  const elsewhere = (jsonData: object, uid: string) =>
    sloContext(database, { user: 'u', password: 'p' }, { uid, jsonData });

  it.each([
    [400, () => ({ ...teams, by: () => elsewhere({ host: '' }, 'incomplete') })],
    [401, () => ({ ...teams, by: () => elsewhere({}, 'stranger') })],
    [404, () => to('team')],
    [405, () => to('slos/Shop')],
    [414, () => to('x'.repeat(4097))],
    [502, () => ({ ...teams, by: () => elsewhere({ port: 1 }, 'away') })],
  ] as const)('%d', async (status, request) => {
    const method = status === 405 ? 'put' : 'get';
    const answer = await answerOf(method, request());
    expect(answer).toMatchObject({ code: status });
    expect(deviations('get /teams', answer)).toEqual([]);
  });

  it('403 to a database user without grants', async () => {
    const signIn = await database.createUser('sre_metrics_reader');
    await database.client.query(`revoke sre_metrics_reader from ${signIn.user}`);
    const answer = await answerOf('get', { ...teams, by: () => sloContext(database, signIn, { uid: 'poor' }) });
    expect(answer).toMatchObject({ code: 403 });
    expect(deviations('get /teams', answer)).toEqual([]);
  });
});

it('tells an answer that is not as the document says', () => {
  expect(deviations('get /teams', { code: 200, body: [{ name: 'Sales' }] })).toHaveLength(1);
  expect(deviations('get /teams', { code: 200, body: [{ name: 'Sales', services: 1, lead: 'Ann' }] })).toHaveLength(1);
  expect(deviations('get /teams', { code: 418, body: {} })).toHaveLength(1);
});
