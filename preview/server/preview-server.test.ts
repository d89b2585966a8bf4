import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { DATASOURCE_UID } from '../../alerting/provisioned-rule';
import { createTestDatabase } from '../../test/support/database';
import type { TestDatabase } from '../../test/support/database';
import { launchBackend } from '../../test/support/plugin';
import { insertRecords } from '../../test/support/records';
import { userWith } from '../../test/support/slo-calls';
import { ROOT } from '../../tooling/paths';
import type { PluginProcess } from '../../tooling/plugin-process';
import { startPreview } from './preview-server';
import type { Preview } from './preview-server';

/** The part of Grafana's HTTP API that the page uses, over real HTTP, from a real backend. */

const RANGE = { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) };
const UID = DATASOURCE_UID;

let database: TestDatabase;
let plugin: PluginProcess;
let folder: string;
let password: string;
let preview: Preview;

beforeAll(async () => {
  [database, plugin, folder] = await Promise.all([
    createTestDatabase(),
    launchBackend(),
    mkdtemp(join(tmpdir(), 'sre-metrics-preview-')),
  ]);
  await insertRecords(database.client, {
    services: [{ name: 'Shop', team: 'Sales', tier: 'critical' }],
    changes: [
      { key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z' },
      { key: 'b', service: 'Shop', implementationEndAt: '2026-05-03T12:00:00Z', outcome: 'failed' },
      // After the range: its data goes on, so that nothing in it rests on silence.
      { key: 'c', service: 'Shop', implementationEndAt: '2026-05-12T12:00:00Z' },
    ],
  });
  await dashboardFile('one.json', { uid: 'one', title: 'One', description: 'First', tags: ['sre'], panels: [] });
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  const signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor');
  password = signIn.password;
  const { host, port, name } = database;
  preview = await startPreview({
    plugin,
    connection: {
      jsonData: { host, port, database: name, user: signIn.user, tlsMode: 'disable', allowSloEdits: true },
      secureJsonData: { password },
    },
    pluginFolder: join(ROOT, 'src'),
    dashboardFolders: [folder],
    note: 'Data </script> ends.',
    timeRange: RANGE,
  });
});
afterEach(() => preview.close());

const dashboardFile = (name: string, dashboard: unknown) =>
  writeFile(join(folder, name), JSON.stringify(dashboard), 'utf8');

interface Call {
  readonly method?: string;
  readonly role?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Not by fetch, which sends no host but the address's own. */
async function ask(path: string, { method = 'GET', role = 'Admin', body, headers = {} }: Call = {}) {
  const asking = request(`${preview.url}${path}`, {
    method,
    headers: { ...(role !== null && { 'x-preview-role': role }), ...headers },
  });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  return new Promise<{ status: number; type: string; text: string; json: () => unknown }>((resolve, reject) => {
    asking.once('error', reject).once('response', (response) => {
      text(response).then((read) => {
        const type = String(response.headers['content-type']);
        resolve({ status: response.statusCode ?? 0, type, text: read, json: () => JSON.parse(read) as unknown });
      }, reject);
    });
  });
}

const answer = async (path: string, call?: Call) => {
  const { status, json } = await ask(path, call);
  return { status, body: json() };
};
const refusal = (status: number, message: unknown) => ({ status, body: { message } });

const query = (refId: string, more: object) => ({
  refId,
  queryType: 'dora',
  version: 1,
  datasource: { uid: UID },
  intervalMs: 86_400_000,
  maxDataPoints: 100,
  ...more,
});
const queries = (...all: object[]) =>
  answer('/api/ds/query', {
    method: 'POST',
    body: { from: String(RANGE.fromMs), to: String(RANGE.toMs), queries: all },
  });

describe('the page', () => {
  it('is told theme and role by the address, else by what was chosen last', async () => {
    const headers = { cookie: 'preview-theme=light; preview-role=Viewer' };
    const chosen = await ask('/d/one', { headers });
    expect(chosen.text).toContain('"theme":"light","role":"Viewer"');
    const overridden = await ask('/d/one?theme=dark&role=Editor', { headers });
    expect(overridden.text).toContain('"theme":"dark","role":"Editor"');
    const neither = await ask('/d/one?theme=pink&role=King');
    expect(neither.text).toContain('"theme":"dark","role":"Admin"');
  });

  it('begins as one that is loading, and no text of ours ends its script', async () => {
    const { status, type, text: html } = await ask('/');
    expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(html).toContain('<html lang="en" data-state="loading">');
    expect(html).toContain('"note":"Data \\u003c/script> ends."');
  });
});

describe('strangers', () => {
  it.each(['evil.example', '127.0.0.1.evil.example:80', 'localhost.evil.example'])(
    'refuses a call under the name "%s"',
    async (host) => {
      expect(await answer('/api/search', { headers: { host } })).toEqual(
        refusal(403, 'The preview answers on the loopback address alone.')
      );
    }
  );

  it.each(['/api/ds/query', `/api/datasources/uid/${UID}/resources/services`])(
    'refuses a call of %s that names no role, as another site would make',
    async (path) => {
      expect(await answer(path, { method: 'POST', role: null, body: {} })).toEqual(
        refusal(403, 'A call must name the role it is made in (x-preview-role).')
      );
    }
  );

  it('gives no file from outside its folders', async () => {
    const path = `/public/plugins/stackflow-sremetrics-datasource/${encodeURIComponent('../package.json')}`;
    expect((await answer(path)).status).toBe(404);
  });
});

describe('dashboards', () => {
  it('offers and gives those of its folders, as they are now', async () => {
    await dashboardFile('two.json', { uid: 'two', title: 'Two' });
    expect(await answer('/api/search')).toEqual({
      status: 200,
      body: [
        { uid: 'one', title: 'One', description: 'First', tags: ['sre'], type: 'dash-db', url: '/d/one' },
        { uid: 'two', title: 'Two', description: '', tags: [], type: 'dash-db', url: '/d/two' },
      ],
    });
    expect(await answer('/api/dashboards/uid/one')).toMatchObject({
      body: { dashboard: { uid: 'one', title: 'One', panels: [] } },
    });
    await rm(join(folder, 'two.json'));
    expect(await answer('/api/dashboards/uid/two')).toEqual(refusal(404, 'There is no dashboard "two".'));
  });

  it('names a file that is none', async () => {
    await dashboardFile('wrong.json', { title: 'No uid' });
    expect(await answer('/api/search')).toEqual(
      refusal(500, expect.stringMatching(/wrong\.json is no dashboard.*uid/s))
    );
    await rm(join(folder, 'wrong.json'));
  });
});

describe('queries', () => {
  it('answers with frames in JSON', async () => {
    const { status, body } = await queries(query('A', { metric: 'changeFailureRate', shape: 'value' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      results: {
        A: {
          status: 200,
          frames: [
            {
              schema: { refId: 'A', fields: [{ type: 'number', config: { unit: 'percent' } }] },
              data: { values: [[50]] },
            },
          ],
        },
      },
    });
  });

  it('tells of each query that fails by itself, as Grafana does', async () => {
    const { status, body } = await queries(
      query('A', { metric: 'nonsense' }),
      query('B', { metric: 'deploymentFrequency', shape: 'value' })
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({
      results: {
        A: { status: 400, error: expect.stringContaining('metric'), errorSource: 'downstream', frames: [] },
        B: { status: 200, frames: [{ data: { values: [[0.1]] } }] },
      },
    });
  });

  it('refuses what is no request of Grafana', async () => {
    const call = { method: 'POST', body: { queries: [] } };
    expect(await answer('/api/ds/query', call)).toEqual(refusal(400, expect.stringContaining('cannot be read')));
  });
});

describe('the data source', () => {
  const url = `/api/datasources/uid/${UID}`;
  interface Settings {
    readonly version: number;
    readonly jsonData: Readonly<Record<string, unknown>>;
  }
  const settings = async () => (await answer(url)).body as Settings;
  const save = async (change: object, role = 'Admin') =>
    answer(url, { method: 'PUT', role, body: { ...(await settings()), ...change } });

  it('never gives a secret away', async () => {
    const all = await Promise.all([ask(url), ask('/api/frontend/settings'), ask('/')]);
    expect(all.map(({ text: read }) => read.includes(password))).toEqual([false, false, false]);
    expect(await settings()).toMatchObject({ secureJsonFields: { password: true } });
  });

  it('is saved by administrators alone, and never over a change that was not seen', async () => {
    expect(await save({ name: 'Mine' }, 'Editor')).toEqual(
      refusal(403, 'Only administrators may change a data source; your role is Editor.')
    );
    expect(await save({ name: 'Mine' })).toMatchObject({
      status: 200,
      body: { datasource: { name: 'Mine', version: 2 } },
    });
    expect(await save({ version: 1 })).toEqual(refusal(409, expect.stringContaining('changed elsewhere')));
    expect(await save({ name: '' })).toEqual(refusal(400, expect.stringContaining('cannot be saved')));
  });

  it('reaches the backend as it was saved: with the password kept, replaced or taken away', async () => {
    const health = () => answer(`${url}/health`);
    await save({ name: 'Kept' });
    expect(await health()).toMatchObject({ status: 200, body: { status: 'OK' } });
    await save({ secureJsonData: { password: 'wrong' } });
    expect(await health()).toMatchObject({
      status: 400,
      body: { status: 'ERROR', message: expect.stringContaining('refused the sign-in'), details: expect.any(Object) },
    });
    await save({ secureJsonData: { password } });
    expect(await health()).toMatchObject({ status: 200 });
    await save({ secureJsonFields: { password: false } });
    expect(await settings()).toMatchObject({ secureJsonFields: {} });
  });

  it('is the only one', async () => {
    expect(await answer('/api/datasources/uid/other')).toEqual(
      refusal(404, `The preview has one data source, "${UID}", and no "other".`)
    );
  });
});

describe('resource calls', () => {
  const definitions = `/api/datasources/uid/${UID}/resources/slo-definitions`;
  const slo = { service: 'Shop', name: 'uptime', targetPercent: 99.9, windowDays: 30 };

  it('reach the backend', async () => {
    expect(await answer(`/api/datasources/uid/${UID}/resources/services`)).toMatchObject({
      status: 200,
      body: [{ name: 'Shop' }],
    });
  });

  it('are made by a user of the role', async () => {
    expect(await answer(definitions, { method: 'POST', role: 'Viewer', body: slo })).toMatchObject({ status: 403 });
    expect(await answer(definitions, { method: 'POST', role: 'Editor', body: slo })).toMatchObject({
      status: 201,
      body: { definition: slo, updatedBy: 'preview-editor' },
    });
  });
});

it('says what it has not', async () => {
  expect(await answer('/api/alerts')).toEqual(refusal(404, 'The preview has no GET /api/alerts.'));
  expect((await answer('/public/nothing.js')).status).toBe(404);
});
