import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { DATA_QUALITY_CHECKS } from '../../src/model/data-quality-checks';
import { NO_REST } from '../../src/backend/metrics/cells/fold-cells';
import { foldAll } from '../../src/backend/metrics/fold/fold-all';
import type { StatusQueryInput } from '../../src/model/status-query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend, readerContext } from '../support/plugin';

/** Freshness and data quality as Grafana asks for them. */

const RANGE = { fromMs: Date.UTC(2026, 0), toMs: Date.UTC(2026, 1) };
const FROM_ALERT = { FromAlert: 'true' };

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

const ask = async (query: Partial<StatusQueryInput>, headers?: Record<string, string>) => {
  const saved: StatusQueryInput = { queryType: 'status', ...query };
  const { responses } = await plugin.queryData(context, [dataQuery('A', saved, RANGE)], headers);
  return responses['A'];
};

const insertJob = (job: string, succeeded: string | null) =>
  database.client.query(
    `insert into stackflow.job_status (job, last_succeeded_at, stale_after) values ($1, $2, '1 hour')`,
    [job, succeeded]
  );

describe('freshness', () => {
  const freshness = async () => frameOf(await ask({ view: 'freshness', shape: 'table' }));

  it('is one row: the state, when it was asked, the newest records, how many jobs', async () => {
    await database.client.query(`
      with shop as (insert into stackflow.services (name) values ('Shop') returning id)
      insert into stackflow.change_records (service_id, title, change_type, state, implementation_end_at, closed_at)
      select id, 'old', 'deployment', 'closed', timestamptz '2026-01-01Z', timestamptz '2026-01-01Z' from shop
      union all
      select id, 'new', 'deployment', 'closed', timestamptz '2026-02-01Z', timestamptz '2026-02-01Z' from shop`);
    const table = await freshness();
    expect(table.numRows).toBe(1);
    expect(column(table, 'State')).toEqual([expect.stringMatching(/^no data since 1 Feb/)]);
    expect(column(table, 'Newest deployment')).toEqual([Date.parse('2026-02-01T00:00:00Z')]);
    expect(column(table, 'Newest incident')).toEqual([null]);
    expect(Math.abs(Number(column(table, 'As of')[0]) - Date.now())).toBeLessThan(60_000);
    expect([column(table, 'Jobs'), column(table, 'Stale jobs')]).toEqual([[0], [0]]);
  });

  it('is fresh, or names the jobs that are stale, in the colour of that', async () => {
    await database.client.query(`
      with shop as (select id from stackflow.services where name = 'Shop'),
      incident as (insert into stackflow.incidents (title, priority, created_at) values ('now', 'P1', now() - interval '1 minute'))
      insert into stackflow.change_records (service_id, title, change_type, state, implementation_end_at, closed_at)
      select id, 'now', 'deployment', 'closed', now(), now() from shop`);
    // A data source keeps for seconds how fresh its records are.
    context = await readerContext(database, { uid: 'not asked before' });
    expect(column(await freshness(), 'State')).toEqual(['no background jobs']);
    const succeeded = new Date().toISOString();
    await insertJob('sync', succeeded);
    expect(column(await freshness(), 'State')).toEqual(['fresh']);
    await insertJob('publishing', '2026-01-01T00:00:00Z');
    await insertJob('gate', null);
    const table = await freshness();
    expect(column(table, 'State')).toEqual(['stale: gate, publishing']);
    expect([column(table, 'Jobs'), column(table, 'Stale jobs')]).toEqual([[3], [2]]);
    const text = 'stale: gate, publishing';
    expect(table.fields.find(({ name }) => name === 'State')?.config['mappings']).toMatchObject([
      { type: 'value', options: { [text]: { text, color: 'red', index: 0 } } },
      { type: 'special' },
    ]);
  });
});

describe('stored numbers', () => {
  it('are a row for each kind: how much is marked, since when, and when it was last folded', async () => {
    const { client } = database;
    await client.query(`insert into stackflow.services (name) values ('Till'), ('Stock')`);
    await foldAll(client, NO_REST, new AbortController().signal);
    await client.query('delete from stackflow.fold_times');
    const stored = async () => frameOf(await ask({ view: 'stored' }));
    const names = ['Stored', 'By', 'Marked', 'Of', 'Marked since', 'Age', 'Last fold'];
    const rowOf = async (row: number) => {
      const table = await stored();
      return names.map((name) => column(table, name)[row]);
    };
    expect((await stored()).fields.map(({ name }) => name)).toEqual(names);
    const services = (await rowOf(0))[3];
    expect(await rowOf(0)).toEqual(['Downtime', 'service', 0, services, null, null, null]);
    expect(await rowOf(1)).toEqual(['Gated periods', 'service', 0, services, null, null, null]);
    expect((await rowOf(2)).slice(0, 3)).toEqual(['Deployments', 'day', 0]);
    expect((await rowOf(3)).slice(0, 3)).toEqual(['Incidents', 'day', 0]);
    await client.query(`
      insert into stackflow.down_marks (service_id, marked_at)
      select s.id, now() - n * interval '1 hour'
      from stackflow.services as s cross join generate_series(1, 3) as n
      where s.name in ('Till', 'Stock')`);
    const [, , marked, , since, age] = await rowOf(0);
    expect(marked).toBe(2);
    expect(Math.abs(Number(since) - Date.now() + 3 * 3600_000)).toBeLessThan(60_000);
    expect(Math.abs(Number(age) - 3 * 3600)).toBeLessThan(60);
    await foldAll(client, NO_REST, new AbortController().signal);
    for (const row of [0, 1, 2, 3]) {
      const [, , markedAfter, , , , lastFold] = await rowOf(row);
      expect(markedAfter).toBe(0);
      expect(Math.abs(Number(lastFold) - Date.now())).toBeLessThan(60_000);
    }
  });
});

describe('data quality', () => {
  it('is a number for each check, for alerts too', async () => {
    const { fields, meta } = frameOf(await ask({ view: 'dataQuality', shape: 'value' }, FROM_ALERT));
    expect(meta).toMatchObject({ type: 'numeric-wide', typeVersion: [0, 1] });
    expect(fields.map(({ labels }) => labels['check'])).toEqual([...DATA_QUALITY_CHECKS]);
  });

  it('is a table with what each check means', async () => {
    const table = frameOf(await ask({ view: 'dataQuality', shape: 'table' }));
    expect(table.fields.map(({ name }) => name)).toEqual(['Check', 'Count', 'Of', 'Share', 'Meaning', 'Id']);
    expect(column(table, 'Id')).toEqual([...DATA_QUALITY_CHECKS]);
    expect(column(table, 'Of')[1]).toBeNull();
  });

  it('lists the records of a check', async () => {
    const table = frameOf(await ask({ view: 'findings', shape: 'table', check: 'servicesWithoutTeam' }));
    const names = ['Kind', 'Record', 'Service', 'Team', 'Time', 'Finding', 'Link'];
    expect(table.fields.map(({ name }) => name)).toEqual(names);
    expect(table.numRows).toBeGreaterThan(0);
    expect(new Set(column(table, 'Kind'))).toEqual(new Set(['service']));
  });

  it.each<[string, Partial<StatusQueryInput>, Record<string, string> | undefined, string]>([
    ['a table in an alert rule', { view: 'dataQuality', shape: 'table' }, FROM_ALERT, 'table'],
    ['one value of a list', { view: 'findings', shape: 'value' }, undefined, 'shape'],
    ['a check that is not', { view: 'findings', check: 'typos' as 'openChanges' }, undefined, 'check'],
    ['a service that is not', { view: 'dataQuality', services: ['Nope'] }, undefined, 'Nope'],
  ])('refuses %s', async (_, query, headers, word) => {
    expect(await ask(query, headers)).toMatchObject({ status: 400, error: expect.stringContaining(word) });
  });
});
