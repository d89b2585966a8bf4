import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { TEXT_COLOURS } from '../../src/model/colours';
import type { ReliabilityQueryInput } from '../../src/model/reliability-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes } from '../support/downtimes';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Reliability queries as Grafana asks them. */

const RANGE = { fromMs: Date.parse('2026-06-01T00:00:00Z'), toMs: Date.parse('2026-06-03T00:00:00Z') };
const FROM_ALERT = { FromAlert: 'true' };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, { services: [{ name: 'Shop', team: 'Sales' }, { name: 'Search' }] });
  await insertDowntimes(database.client, [
    { incident: 'fire', service: 'Search', from: '2026-06-01T00:00:00Z', to: '2026-06-01T12:00:00Z', affectedUsers: 7 },
    { incident: 'smoke', service: 'Shop', from: '2026-06-02T23:00:00Z', to: null, affectedUsers: null },
  ]);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: Partial<ReliabilityQueryInput>, headers?: Record<string, string>) => {
  const saved: ReliabilityQueryInput = { queryType: 'reliability', ...query };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE, 1000)], headers);
  return responses['A'];
};

it('ranking: a table from least to most reliable', async () => {
  const table = frameOf(await ask({}));
  expect(table.meta).toMatchObject({ type: 'table' });
  expect(table.fields.map(({ name, values }) => [name, values])).toEqual([
    ['Rank', [1, 2]],
    ['Service', ['Search', 'Shop']],
    ['Team', ['(no team)', 'Sales']],
    ['Tier', ['standard', 'standard']],
    ['Availability', [75, expect.closeTo(100 - 100 / 48, 9)]],
    ['Downtime', [720, 60]],
    ['Incidents', [1, 1]],
    ['State', ['up', 'down']],
  ]);
  expect(table.meta['executedQueryString']).toContain('stackflow.down_periods');
});

it('a page of the ranking: the rank goes on from page to page', async () => {
  const table = frameOf(await ask({ pageRows: 1, pageSeconds: 3600 }));
  const [rank] = column(table, 'Rank');
  expect(column(table, 'Service')).toEqual([rank === 1 ? 'Search' : 'Shop']);
  expect(column(table, 'Title')).toEqual(column(table, 'Service'));
  expect(String(column(table, 'Page')[0]).replaceAll('\u00a0', ' ').trim()).toBe(`page ${String(rank)} of 2`);
});

it('only the ranking turns pages', async () => {
  expect(await ask({ view: 'outages', pageRows: 2 })).toMatchObject({
    status: 400,
    error: expect.stringContaining('pageRows'),
  });
});

it('availability: a number for each service, for alerts too', async () => {
  const { fields, meta } = frameOf(await ask({ view: 'availability' }, FROM_ALERT));
  expect(meta).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
  expect(fields.map(({ labels, values }) => [labels, values])).toEqual([
    [{ service: 'Search', team: '(no team)' }, [75]],
    [{ service: 'Shop', team: 'Sales' }, [expect.closeTo(100 - 100 / 48, 9)]],
  ]);
  expect(fields[1]?.config['description']).toBe('60 minutes down in 1 incident; still down');
});

it('over time: a line for each service by the chosen bucket, for alerts too', async () => {
  const { fields, meta } = frameOf(await ask({ view: 'overTime', bucket: 'day' }, FROM_ALERT));
  expect(meta).toMatchObject({ type: 'timeseries-wide' });
  expect(fields.map(({ name, labels, values }) => [name, labels['service'], values])).toEqual([
    ['Time', undefined, [RANGE.fromMs, RANGE.fromMs + 86_400_000]],
    ['Availability', 'Search', [50, 100]],
    ['Availability', 'Shop', [100, expect.closeTo(100 - 100 / 24, 9)]],
  ]);
  expect(frameOf(await ask({ view: 'overTime' })).numRows).toBe(48);
});

it('heat: by day where nothing else is asked, the worst services alone if so wished', async () => {
  const { fields, numRows } = frameOf(await ask({ view: 'heat', limit: 1 }));
  expect(numRows).toBe(2);
  expect(fields.map(({ labels }) => labels['service'])).toEqual([undefined, 'Search']);
});

it('availability is coloured by the strictest SLO of its service, and plain without one', async () => {
  await database.client.query(
    `insert into stackflow.slos (service_id, name, target_percent, window_days, enabled)
     select s.id, o.name, o.target, 30, o.enabled
     from stackflow.services as s
     cross join (values ('loose', 90, true), ('strict', 99.5, true), ('off', 99.9, false)) as o (name, target, enabled)
     where s.name = 'Shop'`
  );
  const bySlo = [
    { value: expect.any(Number) as number, color: TEXT_COLOURS.bad },
    { value: 99.5, color: TEXT_COLOURS.good },
  ];
  const plain = (color: string) => [{ value: expect.any(Number) as number, color }];
  const steps = async (query: Partial<ReliabilityQueryInput>) =>
    frameOf(await ask(query)).fields.flatMap(({ config, name }) =>
      name === 'Availability' ? [(config['thresholds'] as { steps: unknown } | undefined)?.steps] : []
    );
  expect(await steps({ view: 'availability' })).toEqual([plain(TEXT_COLOURS.plain), bySlo]);
  expect(await steps({ view: 'heat' })).toEqual([plain('#808080'), bySlo]);
  expect(await steps({ view: 'overTime' })).toEqual([undefined, undefined]);
  expect(await steps({ view: 'ranking' })).toEqual([plain(TEXT_COLOURS.plain)]);
});

it('outages: with a link to the incident, nothing for what is unknown or still going on', async () => {
  const table = frameOf(await ask({ view: 'outages' }));
  expect({
    incident: column(table, 'Incident'),
    service: column(table, 'Service'),
    downtime: column(table, 'Downtime'),
    users: column(table, 'Users affected'),
    impact: column(table, 'Impact'),
    ended: column(table, 'Ended'),
    link: column(table, 'Link'),
  }).toEqual({
    incident: ['fire', 'smoke'],
    service: ['Search', 'Shop'],
    downtime: [720, 60],
    users: [7, null],
    impact: [5040, null],
    ended: [Date.parse('2026-06-01T12:00:00Z'), null],
    link: ['https://incidents.example/fire', 'https://incidents.example/smoke'],
  });
  const links = table.fields.find(({ name }) => name === 'Link')?.config['links'];
  expect(links).toEqual([{ title: 'Open the incident', url: '${__value.raw:raw}', targetBlank: true }]);
});

it('down now: what the ranking calls down, in one row of words', async () => {
  const figures = async (query: Partial<ReliabilityQueryInput>) => {
    const table = frameOf(await ask({ view: 'downNow', ...query }));
    return ['Down', 'Services down', 'Services', 'As of'].map((name) => column(table, name)[0]);
  };
  expect(await figures({})).toEqual(['Shop', 1, 2, RANGE.toMs]);
  expect(await figures({ services: ['Search'] })).toEqual(['none', 0, 1, RANGE.toMs]);
  expect(await figures({ tiers: ['critical'] })).toEqual(['no services', 0, 0, RANGE.toMs]);
});

it.each(['ranking', 'outages', 'downNow'] as const)(
  'refuses the %s table to an alert rule, and says what to choose',
  async (view) => {
    expect(await ask({ view }, FROM_ALERT)).toMatchObject({
      status: 400,
      error: expect.stringContaining('"availability"') as unknown,
    });
  }
);

it.each([
  [{ services: ['Shoop'] }, /no service "Shoop"/],
  [{ limit: 0 }, /^limit: /],
  [{ limit: 1.5 }, /^limit: /],
])('refuses %j', async (query, message) => {
  expect(await ask(query)).toMatchObject({ status: 400, error: expect.stringMatching(message) as unknown });
});
