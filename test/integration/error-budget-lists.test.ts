import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { ErrorBudgetQueryInput } from '../../src/model/error-budget-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes, insertMaintenance, insertSlos } from '../support/downtimes';
import { launchBackend, readerContext } from '../support/plugin';
import { insertRecords } from '../support/records';

/** Which incidents spent error budgets, and who changed SLOs, as Grafana asks for them. */

const TO = Date.parse('2026-06-30T12:00:00Z');
// Far shorter than any window: incidents are those of the windows, edits those of the range.
const RANGE = { fromMs: TO - 86_400_000, toMs: TO };

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = await readerContext(database);
  await insertRecords(database.client, {
    services: [{ name: 'Shop', team: 'Sales' }, { name: 'Search' }, { name: 'Index', team: 'Data' }],
  });
  await insertSlos(database.client, [
    // A budget of 43.2 minutes, and one of 100.8.
    { service: 'Shop', name: 'month' },
    { service: 'Shop', name: 'week', targetPercent: 99, windowDays: 7 },
    { service: 'Index', name: 'always', targetPercent: 100 },
    { service: 'Search', name: 'off', enabled: false },
  ]);
  await insertDowntimes(database.client, [
    // Overlap: 20 and 10 minutes, 25 together.
    { incident: 'fire', service: 'Shop', from: '2026-06-20T10:00:00Z', to: '2026-06-20T10:20:00Z', affectedUsers: 5 },
    { incident: 'smoke', service: 'Shop', from: '2026-06-20T10:15:00Z', to: '2026-06-20T10:25:00Z' },
    { incident: 'flood', service: 'Shop', from: '2026-06-30T11:58:00Z', to: null, priority: 'P3' },
    // Half of it, and all of it, was planned.
    { incident: 'move', service: 'Index', from: '2026-06-10T00:00:00Z', to: '2026-06-10T01:00:00Z' },
    { incident: 'drill', service: 'Shop', from: '2026-06-11T00:00:00Z', to: '2026-06-11T01:00:00Z' },
    { incident: 'long ago', service: 'Shop', from: '2026-04-01T00:00:00Z', to: '2026-04-02T00:00:00Z' },
    { incident: 'to come', service: 'Shop', from: '2026-07-01T00:00:00Z', to: '2026-07-01T01:00:00Z' },
    { incident: 'of no SLO', service: 'Search', from: '2026-06-20T00:00:00Z', to: '2026-06-20T01:00:00Z' },
  ]);
  await insertMaintenance(database.client, [
    { service: 'Index', from: '2026-06-10T00:30:00Z', to: '2026-06-10T02:00:00Z' },
    { service: 'Shop', from: '2026-06-11T00:00:00Z', to: '2026-06-11T01:00:00Z' },
  ]);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const answer = async (query: Partial<ErrorBudgetQueryInput>, headers?: Record<string, string>) => {
  const saved: ErrorBudgetQueryInput = { queryType: 'errorBudget', ...query };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE)], headers);
  return responses['A'];
};
const ask = async (query: Partial<ErrorBudgetQueryInput>) => frameOf(await answer(query));

const rows = (table: ReturnType<typeof frameOf>, names: readonly string[]) => {
  const columns = names.map((name) => column(table, name));
  return Array.from({ length: table.numRows }, (_, row) => columns.map((values) => values[row]));
};

describe('incidents', () => {
  it('those of each window that ends with the range, SLO by SLO, the costliest first', async () => {
    const table = await ask({ shape: 'incidents' });
    expect(table.meta).toMatchObject({ type: 'table', notices: [] });
    expect(rows(table, ['Service', 'Team', 'SLO', 'Incident', 'Downtime', 'Share'])).toEqual([
      ['Index', 'Data', 'always', 'move', 30, null],
      ['Shop', 'Sales', 'month', 'fire', 20, expect.closeTo((100 * 20) / 43.2, 9)],
      ['Shop', 'Sales', 'month', 'smoke', 10, expect.closeTo((100 * 10) / 43.2, 9)],
      ['Shop', 'Sales', 'month', 'flood', 2, expect.closeTo((100 * 2) / 43.2, 9)],
      ['Shop', 'Sales', 'week', 'flood', 2, expect.closeTo((100 * 2) / 100.8, 9)],
    ]);
  });

  it('when, how bad, and where to read on', async () => {
    const table = await ask({ shape: 'incidents', slos: ['month'] });
    expect(rows(table, ['Started', 'Ended', 'Priority', 'Users affected', 'Link'])).toEqual([
      [
        Date.parse('2026-06-20T10:00:00Z'),
        Date.parse('2026-06-20T10:20:00Z'),
        'P1',
        5,
        'https://incidents.example/fire',
      ],
      [
        Date.parse('2026-06-20T10:15:00Z'),
        Date.parse('2026-06-20T10:25:00Z'),
        'P1',
        null,
        'https://incidents.example/smoke',
      ],
      [Date.parse('2026-06-30T11:58:00Z'), null, 'P3', null, 'https://incidents.example/flood'],
    ]);
    const configOf = (name: string) => table.fields.find((field) => field.name === name)?.config;
    expect(configOf('Incident')).toHaveProperty('links');
    expect(configOf('Downtime')).toMatchObject({ unit: 'suffix: min', decimals: 1 });
  });

  it('as many as the table of budgets counts', async () => {
    const budgets = await ask({ shape: 'table' });
    const listed = rows(await ask({ shape: 'incidents' }), ['Service', 'SLO']).map(String);
    for (const [service, slo, incidents] of rows(budgets, ['Service', 'SLO', 'Incidents'])) {
      expect(listed.filter((one) => one === `${String(service)},${String(slo)}`)).toHaveLength(Number(incidents));
    }
  });

  it('follow the filters', async () => {
    expect(column(await ask({ shape: 'incidents', teams: ['Data'] }), 'Incident')).toEqual(['move']);
    expect((await ask({ shape: 'incidents', services: ['Search'] })).numRows).toBe(0);
  });
});

describe('edits', () => {
  const edit = async (slo: string, at: string, by: string | null, before: object | null, after: object) => {
    await database.client.query(
      `insert into stackflow.slo_history (slo_id, changed_at, changed_by, before, after)
       select o.id, $2, $3, $4, $5 from stackflow.slos as o where o.name = $1`,
      [slo, at, by, before === null ? null : JSON.stringify(before), JSON.stringify(after)]
    );
  };

  beforeAll(async () => {
    await database.client.query('truncate stackflow.slo_history');
    const definition = { service: 'Shop', name: 'month', target_percent: 99.5, window_days: 30, enabled: true };
    await edit('month', '2026-06-29T11:59:59Z', 'Ann', null, definition);
    await edit('month', '2026-06-29T12:00:00Z', 'Bob', definition, {
      ...definition,
      target_percent: 99.9,
      window_days: 28,
    });
    await edit('always', '2026-06-30T00:00:00Z', 'Ann', null, { ...definition, service: 'Index', name: 'always' });
    await edit('off', '2026-06-30T01:00:00Z', null, definition, { ...definition, service: 'Search', enabled: false });
    await edit('week', '2026-06-30T02:00:00Z', 'a script', { target_percent: 'much' }, { odd: true });
    await edit('week', '2026-06-30T12:00:00Z', 'Ann', definition, { ...definition, window_days: 7 });
  });

  it('those of the range, the newest first, with what they changed', async () => {
    expect(rows(await ask({ shape: 'edits' }), ['Time', 'Service', 'Team', 'SLO', 'Change', 'By'])).toEqual([
      [Date.parse('2026-06-30T02:00:00Z'), 'Shop', 'Sales', 'week', null, 'a script'],
      [Date.parse('2026-06-30T01:00:00Z'), 'Search', '(no team)', 'off', 'service Shop to Search, disabled', null],
      [Date.parse('2026-06-30T00:00:00Z'), 'Index', 'Data', 'always', 'created: 99.5 % over 30 d', 'Ann'],
      [
        Date.parse('2026-06-29T12:00:00Z'),
        'Shop',
        'Sales',
        'month',
        'target 99.5 % to 99.9 %, window 30 d to 28 d',
        'Bob',
      ],
    ]);
  });

  it('follow the filters', async () => {
    expect(column(await ask({ shape: 'edits', slos: ['month'] }), 'By')).toEqual(['Bob']);
    expect(column(await ask({ shape: 'edits', teams: ['Data'] }), 'SLO')).toEqual(['always']);
  });
});

it.each(['incidents', 'edits'] as const)('an alert rule may not ask for %s', async (shape) => {
  expect(await answer({ shape }, { FromAlert: 'true' })).toMatchObject({
    status: 400,
    error: expect.stringContaining('An alert rule cannot use a table') as unknown,
  });
});

it.each(['incidents', 'edits'] as const)('%s are cut at the row limit, and say so', async (shape) => {
  const limited = await readerContext(database, { uid: `limited-${shape}`, grafanaConfig: { GF_SQL_ROW_LIMIT: '1' } });
  const { responses } = await plugin.queryData(limited, [dataQuery('A', { queryType: 'errorBudget', shape }, RANGE)]);
  const table = frameOf(responses['A']);
  expect(table.numRows).toBe(1);
  expect(table.meta['notices']).toEqual([
    { severity: 'warning', text: expect.stringContaining(`some ${shape} are missing`) as unknown },
  ]);
});
