import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { ERROR_BUDGET_MEASURES } from '../../src/model/error-budget-measures';
import type { ErrorBudgetQueryInput } from '../../src/model/error-budget-query';
import { labelsAt, readingLineNames } from '../../src/model/line-names';
import type { LineLabels } from '../../src/model/line-names';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes, insertSlos } from '../support/downtimes';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Error budget queries as Grafana asks them: panels and alert rules. */

const TO = Date.parse('2026-06-30T12:00:00Z');
const RANGE = { fromMs: TO - 6 * 3600_000, toMs: TO };
const FROM_ALERT = { FromAlert: 'true' };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, {
    services: [{ name: 'Shop', team: 'Sales', tier: 'critical' }, { name: 'Search' }, { name: 'Index', team: 'Data' }],
  });
  await insertSlos(database.client, [
    { service: 'Shop', name: 'uptime' },
    { service: 'Search', name: 'uptime', targetPercent: 99, windowDays: 7 },
    { service: 'Index', name: 'always', targetPercent: 100 },
    { service: 'Shop', name: 'off', enabled: false },
  ]);
  await insertDowntimes(database.client, [
    { service: 'Shop', from: '2026-06-30T10:38:24Z', to: '2026-06-30T11:00:00Z' },
    { service: 'Search', from: '2026-06-20T00:00:00Z', to: null },
  ]);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: Partial<ErrorBudgetQueryInput>, headers?: Record<string, string>) => {
  const saved: ErrorBudgetQueryInput = { queryType: 'errorBudget', ...query };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE)], headers);
  return responses['A'];
};

describe('value', () => {
  it('one number for each SLO, with labels that alerts can route by, the same for an alert', async () => {
    for (const headers of [{}, FROM_ALERT]) {
      const { fields, meta } = frameOf(await ask({ measure: 'remainingPercent' }, headers));
      expect(meta).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
      expect(fields.map(({ labels, values }) => [labels, values])).toEqual([
        [{ service: 'Index', team: 'Data', slo: 'always' }, [null]],
        [{ service: 'Search', team: '(no team)', slo: 'uptime' }, [-9900]],
        [{ service: 'Shop', team: 'Sales', slo: 'uptime' }, [50]],
      ]);
    }
  });

  it('names many lines beside them only to who reads names there', async () => {
    const services = Array.from({ length: 100 }, (_, index) => `Shelf ${index}`);
    await insertRecords(database.client, { services: services.map((name) => ({ name })) });
    await insertSlos(
      database.client,
      services.map((service) => ({ service, name: 'uptime' }))
    );
    const asked = frameOf(await ask({}));
    const read = frameOf(await ask(readingLineNames<Partial<ErrorBudgetQueryInput>>({})));
    await database.client.query(
      `delete from stackflow.slos where service_id in (select id from stackflow.services where name like 'Shelf %')`
    );
    await database.client.query(`delete from stackflow.services where name like 'Shelf %'`);
    expect(asked.fields.at(-1)?.config).toMatchObject({ displayNameFromDS: 'Shop: uptime' });
    expect(asked.meta).not.toHaveProperty('custom.lineNames');
    expect(read.fields.at(-1)?.config).not.toHaveProperty('displayNameFromDS');
    expect(read.meta).toHaveProperty('custom.lineNames', '{service}: {slo}');
    const { lineLabels } = (read.meta as { custom: { lineLabels: LineLabels } }).custom;
    expect(read.fields.map((_, index) => labelsAt(lineLabels, index))).toEqual(
      asked.fields.map(({ labels }) => labels)
    );
    expect(read.fields.map(({ values }) => values)).toEqual(asked.fields.map(({ values }) => values));
  });

  it('gauges reach from 0 to 100, whatever the number, and say what it rests on', async () => {
    const { fields } = frameOf(await ask({ services: ['Shop'] }));
    expect(fields[0]?.config).toMatchObject({
      unit: 'percent',
      min: 0,
      max: 100,
      displayNameFromDS: 'Shop: uptime',
      description: 'Target 99.9 % over 30 days; 21.6 minutes left; 1 incident in the window',
    });
  });

  it.each([
    ['exhausted', undefined, [0, 1, 0]],
    ['usedMinutes', undefined, [0, 10_080, 21.6]],
    ['burnRate', '2h', [null, 100, 180]],
    ['burnRate', undefined, [null, 100, 0]],
    ['timeToExhaustion', '1d', [null, 0, 86_400]],
    ['targetPercent', undefined, [100, 99, 99.9]],
    ['windowDays', undefined, [30, 7, 30]],
  ] as const)('%s %s', async (measure, lookback, expected) => {
    const { fields } = frameOf(await ask({ measure, ...(lookback && { lookback }) }));
    expect(fields.map(({ values }) => (values[0] === null ? null : Number(Number(values[0]).toFixed(9))))).toEqual(
      expected
    );
  });

  it('says why a target of 100 % has no share, and tells the statement behind the numbers', async () => {
    const { meta } = frameOf(await ask({ measure: 'remainingPercent' }));
    expect(meta['notices']).toEqual([
      { severity: 'info', text: expect.stringMatching(/100 % .*: Index: always\.$/) as unknown },
    ]);
    expect(meta['executedQueryString']).toContain('stackflow.down_periods');
  });
});

describe('series', () => {
  it('a line for each SLO, each point the state then, the last one now', async () => {
    const { fields, meta } = frameOf(
      await ask({ shape: 'series', measure: 'remainingMinutes', services: ['Shop'] }, FROM_ALERT)
    );
    expect(meta).toMatchObject({ type: 'timeseries-wide' });
    expect(fields.map(({ name, labels }) => [name, labels])).toEqual([
      ['Time', {}],
      ['Error budget remaining', { service: 'Shop', team: 'Sales', slo: 'uptime' }],
    ]);
    expect(fields[0]?.values.at(-1)).toBe(TO);
    const values = fields[1]?.values.map((value) => Number(Number(value).toFixed(6)));
    expect(values).toEqual([43.2, 43.2, 43.2, 43.2, 43.2, 21.6, 21.6]);
  });
});

describe('table', () => {
  it('everything about each SLO, the worst first', async () => {
    const table = frameOf(await ask({ shape: 'table' }));
    expect(table.meta).toMatchObject({ type: 'table' });
    expect({
      service: column(table, 'Service'),
      slo: column(table, 'SLO'),
      exhausted: column(table, 'Exhausted'),
      target: column(table, 'Target'),
      window: column(table, 'Window'),
      used: column(table, 'Used minutes').map((minutes) => Number(Number(minutes).toFixed(6))),
      incidents: column(table, 'Incidents'),
      burn: column(table, 'Burn rate 6h'),
    }).toEqual({
      service: ['Search', 'Shop', 'Index'],
      slo: ['uptime', 'uptime', 'always'],
      // Of the last nothing is on record.
      exhausted: [true, false, null],
      target: [99, 99.9, 100],
      window: [7, 30, 30],
      used: [10_080, 21.6, 0],
      incidents: [1, 1, null],
      burn: [100, expect.closeTo(60, 9), null],
    });
  });

  it('a page: its rows and what they are called in a line, and how many budgets of all pages are gone', async () => {
    const pages = { shape: 'table', pageRows: 3 } as const;
    const table = frameOf(await ask({ ...pages, slos: ['uptime', 'always'] }));
    const texts = (name: string) => column(table, name).map((text) => String(text).replaceAll('\u00a0', ' ').trim());
    expect(texts('Title')).toEqual(['Search', 'Shop', 'Index']);
    expect(texts('Page')).toEqual(Array.from({ length: 3 }, () => '1 gone, 3 in all'));
    const [turned] = column(frameOf(await ask({ ...pages, pageRows: 1, pageSeconds: 3600 })), 'Page');
    expect(String(turned)).toMatch(/1.gone,.page.[123].of.3/);
  });

  it('a page names the SLOs of one service apart', async () => {
    await insertSlos(database.client, [{ service: 'Shop', name: 'by week', windowDays: 7 }]);
    const table = frameOf(await ask({ shape: 'table', pageRows: 9 }));
    await database.client.query(`delete from stackflow.slos where name = 'by week'`);
    const titles = column(table, 'Title').map((text) => String(text).replaceAll('\u00a0', ' '));
    expect(titles.toSorted()).toEqual(['Index', 'Search', 'Shop · by week', 'Shop · uptime']);
  });

  it('pages are of tables on panels', async () => {
    expect(await ask({ pageRows: 2 })).toMatchObject({ status: 400, error: expect.stringContaining('pageRows') });
    expect(await ask({ shape: 'table', pageRows: 2 }, FROM_ALERT)).toMatchObject({ status: 400 });
  });

  it('in an alert rule: labels and the chosen number alone', async () => {
    const { fields, meta } = frameOf(await ask({ shape: 'table', measure: 'exhausted' }, FROM_ALERT));
    expect(meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
    expect(fields.map(({ name, values }) => [name, values])).toEqual([
      ['service', ['Index', 'Search', 'Shop']],
      ['team', ['Data', '(no team)', 'Sales']],
      ['slo', ['always', 'uptime', 'uptime']],
      ['Error budget exhausted', [0, 1, 0]],
    ]);
  });

  it.each(ERROR_BUDGET_MEASURES)('in an alert rule %s is what the value shape gives', async (measure) => {
    const value = frameOf(await ask({ measure }, FROM_ALERT)).fields.map(({ values }) => values[0]);
    expect(frameOf(await ask({ shape: 'table', measure }, FROM_ALERT)).fields.at(-1)?.values).toEqual(value);
  });
});

it('takes a coarser step than Grafana sends by default where the range has no room for it, and says so', async () => {
  const range = { fromMs: TO - 30 * 86_400_000, toMs: TO };
  const query: ErrorBudgetQueryInput = { queryType: 'errorBudget', shape: 'series', services: ['Shop'] };
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, range, 1000)]);
  const { fields, meta } = frameOf(responses['A']);
  const [first = NaN, second = NaN] = (fields[0]?.values ?? []).map(Number);
  expect([first, second - first]).toEqual([range.fromMs, 300_000]);
  expect(meta).toMatchObject({
    preferredVisualisationType: 'graph',
    notices: [{ text: 'A point every 1 s would be more than a series may have; there is one every 5 min.' }],
  });
});

it('a range that ends in the future is the state now', async () => {
  const query: ErrorBudgetQueryInput = { queryType: 'errorBudget', measure: 'usedMinutes', services: ['Search'] };
  const range = { fromMs: Date.now() - 3600_000, toMs: Date.now() + 30 * 86_400_000 };
  // An alert rule gets the number though nothing was recorded for long.
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, range)], FROM_ALERT);
  // Down all the week that ends now.
  expect(frameOf(responses['A']).fields[0]?.values).toEqual([10_080]);
});

it.each([
  [{ slos: ['uptiem'] }, /no SLO "uptiem"/],
  [{ services: ['Shoop'] }, /no service "Shoop"/],
  [{ measure: 'timeToExhaustion' as const, lookback: '1h' as const }, /lookback: must be one of 1d, 7d/],
])('refuses %j', async (query, message) => {
  expect(await ask(query)).toMatchObject({
    status: 400,
    errorSource: 'downstream',
    error: expect.stringMatching(message) as unknown,
  });
});

it('leaves a look-back aside where the measure has none, as a rule keeps it from another measure', async () => {
  const [plain, moot] = await Promise.all([ask({}), ask({ lookback: '1h' })]);
  expect(frameOf(moot).fields).toEqual(frameOf(plain).fields);
});

it('without any SLO: a frame of the type and no fields', async () => {
  await database.client.query('truncate stackflow.slos cascade');
  const queries = (['value', 'series', 'table'] as const).map((shape) =>
    dataQuery(shape, { queryType: 'errorBudget', shape }, RANGE)
  );
  const { responses } = await plugin.queryData(context, queries);
  expect(frameOf(responses['value']).fields).toEqual([]);
  expect(frameOf(responses['value']).meta).toMatchObject({ type: 'numeric-wide' });
  expect(frameOf(responses['series']).fields).toEqual([]);
  expect(frameOf(responses['table']).numRows).toBe(0);
});
