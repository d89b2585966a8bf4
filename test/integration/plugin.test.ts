import { REQUIRED_SCHEMA_VERSION } from '../../src/backend/aurora/schema-version';
import type { DataResponse, PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { DoraQueryInput } from '../../src/model/dora-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery, pluginContext } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Grafana's calls, end to end: a real process, a real handshake, a real PostgreSQL. */

const RANGE = { fromMs: Date.UTC(2026, 4, 1), toMs: Date.UTC(2026, 4, 11) };
const HOSTILE = `'; drop table stackflow.services; --`;

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Search', team: 'Data' },
      { name: HOSTILE, team: null },
    ],
    changes: [
      { key: 'a', service: 'Shop', implementationEndAt: '2026-05-02T12:00:00Z' },
      { key: 'b', service: 'Shop', implementationEndAt: '2026-05-03T12:00:00Z', outcome: 'failed' },
      { key: 'c', service: 'Search', implementationEndAt: '2026-05-03T12:00:00Z' },
      { key: 'd', service: 'Shop', implementationEndAt: '2026-05-04T12:00:00Z', createdAt: '2026-05-05T12:00:00Z' },
      // Around the range: its data goes on, so that nothing in it rests on silence.
      { key: '0', service: 'Search', implementationEndAt: '2026-01-12T12:00:00Z' },
      { key: 'e', service: 'Search', implementationEndAt: '2026-05-12T12:00:00Z' },
    ],
    incidents: [
      { key: 'h', createdAt: '2026-01-12T12:00:00Z' },
      { key: 'i', createdAt: '2026-05-12T12:00:00Z' },
    ],
  });
});

afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: DoraQueryInput, range = RANGE, headers?: Record<string, string>) => {
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, range)], headers);
  return responses['A'];
};

const dora = (query: Partial<DoraQueryInput>): DoraQueryInput => ({
  queryType: 'dora',
  metric: 'deploymentFrequency',
  ...query,
});

const metaOf = (response: DataResponse | undefined) => frameOf(response).meta;

describe('shapes', () => {
  it('value: one number for each group, with labels that alerts can route by', async () => {
    const response = await ask(dora({ metric: 'changeFailureRate', shape: 'value', groupBy: 'service' }));
    expect(metaOf(response)).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
    const { fields } = frameOf(response);
    expect(fields.map(({ labels, values }) => [labels, values])).toEqual([
      [{ service: HOSTILE, team: '(no team)' }, [null]],
      [{ service: 'Search', team: 'Data' }, [0]],
      [{ service: 'Shop', team: 'Sales' }, [expect.closeTo(100 / 3)]],
    ]);
  });

  it('series: a line for each group over the buckets, zeros included', async () => {
    const response = await ask(dora({ shape: 'series', bucket: 'day', groupBy: 'team', teams: ['Sales'] }));
    expect(metaOf(response)).toMatchObject({ type: 'timeseries-wide' });
    const table = frameOf(response);
    // A Timestamp is read as milliseconds here; Grafana reads the nanoseconds it holds.
    expect(column(table, 'Time')[0]).toBe(RANGE.fromMs);
    expect(column(table, 'Deployment frequency')).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('table: level, rule, n, of, and what was left out', async () => {
    const table = frameOf(
      await ask(dora({ metric: 'leadTime', shape: 'table', groupBy: 'service', services: ['Shop'] }))
    );
    expect({
      service: column(table, 'Service'),
      value: column(table, 'Value'),
      statistic: column(table, 'Statistic'),
      level: column(table, 'Level'),
      rule: column(table, 'Rule'),
      n: column(table, 'n'),
      of: column(table, 'of'),
      excluded: column(table, 'Excluded'),
    }).toEqual({
      service: ['Shop'],
      value: [3600],
      statistic: ['median'],
      level: ['too few'],
      rule: ['1 of the 5 it takes'],
      n: [1],
      of: [null],
      excluded: [1],
    });
  });

  it('no data: a frame with the type and no fields', async () => {
    const response = await ask(dora({ metric: 'mttr', shape: 'series' }));
    expect(frameOf(response).fields).toEqual([]);
    expect(metaOf(response)).toMatchObject({ type: 'timeseries-wide' });
  });

  it('tells the statement behind the number, with its parameters', async () => {
    const { executedQueryString } = metaOf(await ask(dora({ shape: 'value', services: ['Shop'] })));
    expect(executedQueryString).toMatch(/^-- \$\d+ = 2026-05-01T00:00:00.000Z$/m);
    expect(executedQueryString).toContain('from stackflow.change_records');
    expect(executedQueryString).toContain('["Shop"]');
  });

  it('refuses a table to an alert rule, and says what to choose', async () => {
    const response = await ask(dora({ shape: 'table' }), RANGE, { FromAlert: 'true' });
    expect(response).toMatchObject({ status: 400, error: expect.stringContaining('"value"') });
  });

  it('answers every query of a request for itself', async () => {
    const { responses } = await plugin.queryData(context, [
      dataQuery('good', dora({ shape: 'value' }), RANGE),
      dataQuery('bad', { ...dora({}), metric: 'mood' as 'mttr' }, RANGE),
    ]);
    expect(responses['good']).toMatchObject({ status: 200, error: '' });
    expect(responses['bad']).toMatchObject({ status: 400, errorSource: 'downstream' });
  });
});

describe('bad input is told, and kills nothing', () => {
  const raw = async (json: string, range = RANGE) => {
    const query = { ...dataQuery('A', dora({}), range), json: Buffer.from(json) };
    return (await plugin.queryData(context, [query])).responses['A'];
  };
  const query = (fields: Record<string, unknown>) => JSON.stringify({ ...dora({}), ...fields });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['a list', '[]', /JSON object/],
    ['an unknown kind', query({ queryType: 'mood' }), /queryType/],
    ['an unknown metric', query({ metric: 'mood' }), /metric/],
    ['a number for a list', query({ services: 7 }), /services/],
    ['a text for a list', query({ teams: 'Sales' }), /teams/],
    ['an unknown field', query({ color: 'red' }), /color/],
    ['a statistic that does not fit', query({ metric: 'mttr', statistic: 'p95' }), /statistic/],
    ['an unknown tier', query({ tiers: ['gold'] }), /tiers/],
    ['an unknown zone', query({ timeZone: 'Mars/Olympus' }), /timeZone/],
    ['an unknown service', query({ services: ['Shp'] }), /no service "Shp"/],
    ['an unknown team', query({ teams: ['Sale'] }), /no team "Sale"/],
  ])('%s', async (_, json, message) => {
    expect(await raw(json)).toMatchObject({
      status: 400,
      errorSource: 'downstream',
      error: expect.stringMatching(message),
    });
  });

  it.each([
    ['reversed', { fromMs: RANGE.toMs, toMs: RANGE.fromMs }, /does not end after/],
    ['a century long', { fromMs: Date.UTC(1910, 0), toMs: Date.UTC(2026, 0) }, /longer than/],
    ['beyond all calendars', { fromMs: 0, toMs: 9e15 }, /1900 to 2200/],
  ])('a range that is %s', async (_, range, message) => {
    expect(await ask(dora({}), range)).toMatchObject({ status: 400, error: expect.stringMatching(message) });
  });

  it('numbers beyond all bounds, while the query beside is answered', async () => {
    const huge = { ...dataQuery('huge', dora({}), RANGE), timeRange: { fromEpochMS: 0n, toEpochMS: 2n ** 62n } };
    const { responses } = await plugin.queryData(context, [huge, dataQuery('good', dora({}), RANGE)]);
    expect(responses['huge']).toMatchObject({ status: 400 });
    expect(responses['good']).toMatchObject({ status: 200 });
  });

  it('a million buckets, which become days with a word', async () => {
    const range = { fromMs: Date.UTC(2006, 0), toMs: Date.UTC(2026, 0) };
    const response = await ask(dora({ bucket: 'hour' }), range);
    expect(response).toMatchObject({ status: 200 });
    const { fields, meta } = frameOf(response);
    expect(fields[0]?.values).toHaveLength((range.toMs - range.fromMs) / 86_400_000);
    expect(meta['notices']).toContainEqual({ severity: 'info', text: expect.stringMatching(/day/) });
  });

  it.each(['services', 'teams', 'timeZone', 'metric', 'preset', 'groupBy', 'bucket', 'statistic', 'shape'])(
    'SQL in %s stays text',
    async (field) => {
      const value = field === 'services' || field === 'teams' ? [HOSTILE] : HOSTILE;
      const response = await raw(query({ [field]: value }));
      // A service may bear any name, so this one is found; everything else is refused.
      expect(response).toMatchObject({ status: field === 'services' ? 200 : 400 });
      const { rows } = await database.client.query<{ n: string }>('select count(*) as n from stackflow.services');
      expect(rows).toEqual([{ n: '3' }]);
    }
  );
});

describe('resources', () => {
  const get = async (url: string, method?: string) => {
    const { code, headers, body } = await plugin.callResource(context, url, method);
    return { code, type: headers['Content-Type']?.values, body: JSON.parse(body.toString()) as unknown };
  };

  it('services, by name, with filters', async () => {
    expect(await get('services')).toEqual({
      code: 200,
      type: ['application/json'],
      body: [
        { name: HOSTILE, team: null, tier: 'standard', retired: false, monitoredSince: null },
        { name: 'Search', team: 'Data', tier: 'standard', retired: false, monitoredSince: null },
        { name: 'Shop', team: 'Sales', tier: 'critical', retired: false, monitoredSince: null },
      ],
    });
    expect(await get('services?team=Data&team=Sales&tier=critical')).toMatchObject({ body: [{ name: 'Shop' }] });
    expect(await get('services?team=Data')).toMatchObject({ body: [{ name: 'Search' }] });
  });

  it('services of every team: all, those without a team too, as a variable means by All', async () => {
    const all = await get('services');
    expect(await get('services?team=Data&team=Sales')).toEqual(all);
  });

  it('teams, with how many services each owns', async () => {
    expect(await get('teams')).toMatchObject({
      body: [
        { name: 'Data', services: 1 },
        { name: 'Sales', services: 1 },
      ],
    });
  });

  it('schema, with versions, tables and comments', async () => {
    expect(await get('schema')).toMatchObject({
      body: {
        status: 'current',
        tables: expect.arrayContaining([expect.objectContaining({ name: 'change_records' })]),
      },
    });
  });

  it.each([
    ['nowhere', 'GET', 404],
    ['constructor', 'GET', 404],
    ['services', 'DELETE', 405],
    ['services?tier=gold', 'GET', 400],
    ['services?team=%00', 'GET', 400],
  ])('%s by %s is %i, with a message', async (url, method, code) => {
    expect(await get(url, method)).toMatchObject({ code, body: { message: expect.any(String) } });
  });
});

describe('health', () => {
  const details = (json: Buffer) => JSON.parse(json.toString()) as Record<string, unknown>;

  it('is OK with versions', async () => {
    const { status, message, jsonDetails } = await plugin.checkHealth(context);
    expect(status).toBe(1);
    expect(message).toMatch(new RegExp(`PostgreSQL \\d+.*schema version ${REQUIRED_SCHEMA_VERSION}`));
    expect(details(jsonDetails)).toMatchObject({
      schemaVersion: REQUIRED_SCHEMA_VERSION,
      requiredSchemaVersion: REQUIRED_SCHEMA_VERSION,
    });
  });

  it.each([
    ['no settings', {}, /host is missing/],
    ['no password', { secureJsonData: { password: '' } }, /password is missing/],
    ['a wrong password', { secureJsonData: { password: 'wrong-secret' } }, /refused the sign-in/],
    ['an unknown database', { jsonData: { database: 'nowhere' } }, /no database "nowhere"/],
    ['an unknown host', { jsonData: { host: 'nowhere.invalid' } }, /host name/],
    ['a closed port', { jsonData: { port: 1 } }, /cannot be reached/],
    ['TLS where the server has none', { jsonData: { tlsMode: 'require' as const } }, /TLS/],
  ])('%s: says what and what to do', async (_, change, message) => {
    const spec =
      Object.keys(change).length === 0
        ? pluginContext({ uid: 'empty', jsonData: {} })
        : await readerContext(database, { uid: message.source, ...change });
    const answer = await plugin.checkHealth(spec);
    expect(answer.status).toBe(2);
    expect(answer.message).toMatch(message);
    expect(JSON.stringify([answer.message, details(answer.jsonDetails)])).not.toContain('wrong-secret');
  });

  it('tells a user without the reader role what to grant', async () => {
    await database.client.query(`create role outsider_${database.name} login password 'x'`);
    const outsider = pluginContext({
      uid: 'outsider',
      jsonData: {
        host: database.host,
        port: database.port,
        database: database.name,
        user: `outsider_${database.name}`,
        tlsMode: 'disable',
      },
      secureJsonData: { password: 'x' },
    });
    const { message, jsonDetails } = await plugin.checkHealth(outsider);
    expect(message).toMatch(/may not read/);
    expect(details(jsonDetails)).toMatchObject({
      status: 403,
      verboseMessage: expect.stringContaining('sre_metrics_reader'),
    });
    await database.client.query(`drop role outsider_${database.name}`);
  });

  it.each([
    ['missing', 'template0', null, /holds no StackFlow metrics schema/],
    [
      'older',
      undefined,
      `delete from stackflow.sre_metrics_migrations where name >= '003'`,
      new RegExp(`at version 2; this plugin needs version ${REQUIRED_SCHEMA_VERSION}`),
    ],
  ])('a schema that is %s: queries and health say to migrate', async (_, template, statement, message) => {
    const other = await createTestDatabase(template);
    const { host, port, name, adminUser: user, adminPassword: password } = other;
    const admin = pluginContext({
      uid: name,
      jsonData: { host, port, database: name, user, tlsMode: 'disable' },
      secureJsonData: { password },
    });
    if (statement !== null) {
      await other.client.query(statement);
    }
    const health = await plugin.checkHealth(admin);
    expect(health.message).toMatch(message);
    expect(details(health.jsonDetails)).toMatchObject({
      verboseMessage: expect.stringContaining('sre-metrics migrate'),
    });
    const { responses } = await plugin.queryData(admin, [dataQuery('A', dora({}), RANGE)]);
    expect(responses['A']).toMatchObject({
      status: 502,
      errorSource: 'downstream',
      error: expect.stringContaining('sre-metrics migrate'),
    });
    await other.drop();
  });

  it('a newer schema works, and health says so', async () => {
    const other = await createTestDatabase();
    await other.client.query(
      `insert into stackflow.sre_metrics_migrations (name, run_on) values ('999_future', now())`
    );
    const answer = await plugin.checkHealth(await readerContext(other, { uid: other.name }));
    expect(answer).toMatchObject({ status: 1, message: expect.stringContaining('update the plugin') });
    await other.drop();
  });
});

describe('instances', () => {
  it('follow a change of settings', async () => {
    const broken = await readerContext(database, { uid: 'changing', lastUpdatedMS: 1, jsonData: { port: 1 } });
    const mended = await readerContext(database, { uid: 'changing', lastUpdatedMS: 2 });
    expect((await plugin.checkHealth(broken)).status).toBe(2);
    expect((await plugin.checkHealth(mended)).status).toBe(1);
  });

  it('honour the row limit of Grafana', async () => {
    const limited = await readerContext(database, { uid: 'limited', grafanaConfig: { GF_SQL_ROW_LIMIT: '2' } });
    const { responses } = await plugin.queryData(limited, [
      dataQuery('A', dora({ shape: 'table', groupBy: 'service' }), RANGE),
    ]);
    expect(frameOf(responses['A']).numRows).toBe(2);
    expect(metaOf(responses['A'])).toMatchObject({ notices: [{ severity: 'warning' }] });
  });
});

it('tells its own metrics in Prometheus text', async () => {
  const { metrics } = await plugin.collectMetrics();
  const text = metrics?.prometheus.toString() ?? '';
  expect(text).toMatch(/sre_metrics_queries_total\{metric="deploymentFrequency",status="200",source=""\} \d+/);
  expect(text).toMatch(/process_resident_memory_bytes \d+/);
});

it('logs JSON lines only', () => {
  expect(plugin.logLines.length).toBeGreaterThan(0);
  for (const line of plugin.logLines) {
    expect(JSON.parse(line)).toMatchObject({
      '@level': expect.any(String),
      '@message': expect.any(String),
      '@timestamp': expect.any(String),
    });
    expect(line).not.toContain('wrong-secret');
  }
});
