import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../../src/model/query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Tables that compare with the period before, and scorecards, as Grafana asks them. */

// Ten days, and ten before.
const RANGE = { fromMs: Date.parse('2026-06-11T00:00:00Z'), toMs: Date.parse('2026-06-21T00:00:00Z') };
const FROM_ALERT = { FromAlert: 'true' };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  const deployment = (key: string, service: string, day: string, leadHours: number, outcome?: 'failed') => {
    const end = `${day}T12:00:00Z`;
    const createdAt = new Date(Date.parse(end) - leadHours * 3600_000).toISOString();
    return { key, service, implementationEndAt: end, createdAt, ...(outcome && { outcome }) };
  };
  await insertRecords(database.client, {
    services: [{ name: 'Shop', team: 'Sales' }, { name: 'Search', team: 'Sales' }, { name: 'Idle' }],
    changes: [
      // Before: two of Shop with lead times of 4 h.
      deployment('a', 'Shop', '2026-06-02', 4),
      deployment('b', 'Shop', '2026-06-10', 4),
      // In range: four of Shop, one failed; one of Search.
      deployment('c', 'Shop', '2026-06-11', 3),
      deployment('d', 'Shop', '2026-06-12', 3),
      deployment('e', 'Shop', '2026-06-13', 3),
      deployment('f', 'Shop', '2026-06-14', 3, 'failed'),
      deployment('g', 'Search', '2026-06-20', 1),
    ],
    incidents: [
      // Before both periods, which are thus recorded from their start.
      { key: 'old', createdAt: '2026-05-20T00:00:00Z', resolvedAt: '2026-05-20T01:00:00Z' },
      { key: 'fire', createdAt: '2026-06-14T13:00:00Z', resolvedAt: '2026-06-14T15:00:00Z', changes: ['f'] },
      // Touched no service.
      { key: 'fog', createdAt: '2026-06-15T00:00:00Z', resolvedAt: '2026-06-15T01:00:00Z' },
    ],
  });
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const answer = async (query: SreQueryInput, headers?: Record<string, string>) => {
  const { responses } = await plugin.queryData(context, [dataQuery('A', query, RANGE, 1000)], headers);
  return responses['A'];
};
const ask = async (query: SreQueryInput) => frameOf(await answer(query));

describe('a value that compares', () => {
  const COMPARED = { queryType: 'dora', metric: 'leadTime', shape: 'value', compare: 'previousPeriod' } as const;

  it('is called by its level, and has its trend beside it in words', async () => {
    const { fields } = await ask({ ...COMPARED, groupBy: 'service' });
    expect(fields.map(({ name, labels, values }) => [name, labels['service'], labels['level'], values])).toEqual([
      ['Lead time for changes (median)', 'Idle', 'No level', [null]],
      ['Trend', 'Idle', undefined, [null]],
      ['Lead time for changes (median)', 'Search', 'Too few', [3600]],
      ['Trend', 'Search', undefined, ['no data before']],
      ['Lead time for changes (median)', 'Shop', 'Too few', [3 * 3600]],
      ['Trend', 'Shop', undefined, ['within its usual range']],
    ]);
  });

  it('is nothing for an alert rule', async () => {
    expect(await answer(COMPARED, FROM_ALERT)).toMatchObject({ error: expect.stringContaining('cannot compare') });
  });
});

describe('a table that compares', () => {
  it('shows the period of the same length that ends where the range begins', async () => {
    const table = await ask({
      queryType: 'dora',
      metric: 'leadTime',
      shape: 'table',
      groupBy: 'service',
      compare: 'previousPeriod',
    });
    const cells = (name: string) => column(table, name);
    expect(cells('Service')).toEqual(['Idle', 'Search', 'Shop']);
    expect(cells('Value')).toEqual([null, 3600, 3 * 3600]);
    expect(cells('Previous')).toEqual([null, null, 4 * 3600]);
    expect(cells('Change')).toEqual([null, null, -25]);
    expect(cells('Trend')).toEqual([null, 'no data before', 'within its usual range']);
    expect(cells('Sample')).toEqual(['n = 0', 'n = 1', 'n = 3']);
  });

  it('shows rates in percentage points', async () => {
    const table = await ask({
      queryType: 'dora',
      metric: 'changeFailureRate',
      shape: 'table',
      services: ['Shop'],
      compare: 'previousPeriod',
    });
    expect(column(table, 'Value')).toEqual([25]);
    expect(column(table, 'Change')).toEqual([25]);
    expect(table.fields.find(({ name }) => name === 'Change')?.config).toMatchObject({ unit: 'suffix: pp' });
    expect(column(table, 'Trend')).toEqual(['within its usual range']);
    expect(column(table, 'Sample')).toEqual(['1 of 4']);
  });

  it('is one statement, which it carries', async () => {
    const { meta } = await ask({ queryType: 'dora', metric: 'mttr', shape: 'table', compare: 'previousPeriod' });
    expect(String(meta['executedQueryString']).match(/^with /gm)).toHaveLength(1);
  });

  it('is refused as a series, by name', async () => {
    const failed = await answer({ queryType: 'dora', metric: 'mttr', shape: 'series', compare: 'previousPeriod' });
    expect(failed).toMatchObject({ status: 400, error: expect.stringContaining('compare') });
  });
});

describe('a scorecard', () => {
  const METRICS = [
    ['deploymentFrequency', 'Deployment frequency'],
    ['leadTime', 'Lead time'],
    ['mttr', 'MTTR'],
    ['changeFailureRate', 'Change failure rate'],
  ] as const;

  it.each(['none', 'service', 'team'] as const)(
    'by %s has the numbers and levels of the DORA tables',
    async (groupBy) => {
      const card = await ask({ queryType: 'scorecard', groupBy });
      const names = groupBy === 'none' ? null : groupBy === 'service' ? 'Service' : 'Team';
      for (const [metric, title] of METRICS) {
        const table = await ask({ queryType: 'dora', metric, shape: 'table', groupBy });
        const listed = names === null ? [null] : column(table, names);
        const shown = names === null ? [null] : column(card, names);
        listed.forEach((name, row) => {
          const at = shown.indexOf(name);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(column(card, title)[at]).toEqual(column(table, 'Value')[row]);
          expect(column(card, `${title} level`)[at]).toEqual(column(table, 'Level')[row]);
        });
      }
    }
  );

  it('has a row for each service in use and for incidents of none', async () => {
    const card = await ask({ queryType: 'scorecard' });
    expect(column(card, 'Service')).toEqual(['Idle', 'Search', 'Shop', '(no service)']);
    expect(column(card, 'Deployments')).toEqual([0, 1, 4, null]);
    expect(column(card, 'MTTR')).toEqual([null, null, 7200, 3600]);
  });

  it('follows scope and preset, and is refused in alerts', async () => {
    const card = await ask({ queryType: 'scorecard', services: ['Search'], preset: 'dora-2023' });
    expect(column(card, 'Service')).toEqual(['Search']);
    expect(column(card, 'Lead time level')).toEqual(['too few']);
    expect(await answer({ queryType: 'scorecard' }, FROM_ALERT)).toMatchObject({ status: 400 });
    expect(await answer({ queryType: 'scorecard', services: ['Nope'] })).toMatchObject({ status: 400 });
  });
});

it('compares services and teams whose columns have collations of their own, as schemas from before may', async () => {
  const query = { queryType: 'dora', metric: 'leadTime', shape: 'table', compare: 'previousPeriod' } as const;
  const tables = async () => [await ask({ ...query, groupBy: 'service' }), await ask({ ...query, groupBy: 'team' })];
  const collate = (name: string, team: string) =>
    database.client.query(`alter table stackflow.services
      alter column name type text collate "${name}", alter column team type text collate "${team}"`);
  const before = await tables();
  await collate('ucs_basic', 'C');
  try {
    expect((await tables()).map(({ fields }) => fields)).toEqual(before.map(({ fields }) => fields));
  } finally {
    await collate('default', 'default');
  }
});
