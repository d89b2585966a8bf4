import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../../src/model/query';
import { column, frameOf } from '../../tooling/decode-frame';
import type { PluginProcess } from '../../tooling/plugin-process';
import { dataQuery } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { hoursAgo, insertGatedShop, insertHeld } from '../support/gated-shop';
import { launchBackend } from '../support/plugin';
import { call, sloContext, userWith } from '../support/slo-calls';
import type { Reply, SignIn } from '../support/slo-calls';

/** A data source that is limited to Sales, whose service is Shop; Search is Data's, Playground nobody's. */

let database: TestDatabase;
let plugin: PluginProcess;
let signIn: SignIn;
let context: PluginContext;
let held: Readonly<Record<'Shop' | 'Search', string>>;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor', 'sre_metrics_gate_editor');
  context = sloContext(database, signIn, { jsonData: { teams: ['Sales'] } });
  const { client } = database;
  await insertGatedShop(client);
  const hold = (service: string) => insertHeld(client, { service, title: `of ${service}`, heldAt: hoursAgo(2) });
  held = { Shop: await hold('Shop'), Search: await hold('Search') };
  await client.query(
    `insert into stackflow.gate_overrides (service_id, reason, created_by, until_at)
     select s.id, 'Of ' || s.name, 'ann', now() + interval '1 hour' from stackflow.services as s where s.name = 'Search'`
  );
  await client.query(
    `insert into stackflow.job_status (job, last_failed_at, last_error, stale_after)
     values ('GitHub sync', now(), 'acme/search: no such repository', interval '1 hour')`
  );
  await client.query(`insert into stackflow.incidents (title, priority, created_at) values ('Of nobody', 'P1', $1)`, [
    hoursAgo(4),
  ]);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});

const ask = async (query: SreQueryInput) => {
  const range = { fromMs: Date.now() - 86_400_000, toMs: Date.now() };
  return (await plugin.queryData(context, [dataQuery('A', query, range)])).responses['A'];
};
const send = (url: string, method?: string, body?: unknown) => call(plugin, context, url, method, body);
const sloOf = async (service: string) => {
  const { rows } = await database.client.query<{ id: string; revision: string }>(
    `select o.id::text, (extract(epoch from o.updated_at) * 1000000)::bigint::text as revision
     from stackflow.slos as o join stackflow.services as s on s.id = o.service_id where s.name = $1 order by o.id`,
    [service]
  );
  return rows[0] ?? { id: '', revision: '' };
};

it('leaves out services without a team, and incidents that touched no service', async () => {
  expect((await send('services')).body).toMatchObject([{ name: 'Shop' }]);
  const incidents = frameOf(await ask({ queryType: 'records', metric: 'mttr' }));
  expect(JSON.stringify(incidents.fields.map(({ values }) => values))).not.toContain('Of nobody');
  expect(incidents.numRows).toBe(1);
});

it('tells which jobs are fresh, and not why one failed', async () => {
  const jobs = frameOf(await ask({ queryType: 'status', view: 'jobs', shape: 'table' }));
  expect([column(jobs, 'Job'), column(jobs, 'Last error')]).toEqual([['GitHub sync'], ['(not shown)']]);
});

it('knows no name of another team, whatever else is asked with it', async () => {
  const search = await ask({ queryType: 'dora', services: ['Shop', 'Search'] });
  const nothing = await ask({ queryType: 'dora', services: ['Shop', 'Nothing'] });
  expect(search?.status).toBe(400);
  expect(search?.error).toBe(nothing?.error.replaceAll('Nothing', 'Search'));
});

it('stays limited where every name it knows is asked for', async () => {
  const every = frameOf(await ask({ queryType: 'gate', services: ['Shop'], teams: ['Sales'] }));
  expect(column(every, 'Service')).toEqual(['Shop']);
});

it('says above the statement that it is limited', async () => {
  const { meta } = frameOf(await ask({ queryType: 'dora' }));
  expect(meta['executedQueryString']).toMatch(/^-- Of each table only the rows of these teams are read: \["Sales"\]\n/);
});

it('is refused where it would publish', async () => {
  const jsonData = { teams: ['Sales'], cloudWatchPublishing: true, cloudWatchRegion: 'eu-central-1' };
  const health = await plugin.checkHealth(sloContext(database, signIn, { uid: 'publishes', jsonData }));
  expect(health.message).toContain('cannot publish to CloudWatch');
});

describe('edits', () => {
  /** Both answers, and whether they differ by what they name alone. */
  const sameRefusal = (one: Reply, two: Reply, from: string, to: string) => {
    expect(one.code).toBeGreaterThanOrEqual(400);
    expect({ ...one, body: JSON.stringify(one.body).replaceAll(from, to) }).toEqual({
      ...two,
      body: JSON.stringify(two.body),
    });
  };
  const definition = { name: 'latency', targetPercent: 99, windowDays: 7 };
  const override = { reason: 'Because', hours: 1 };

  it('say since when services of its teams are monitored, and know no others', async () => {
    const monitor = (service: string) =>
      send('service-monitoring', 'PUT', { service, monitoredSince: '2026-05-01T00:00:00Z' });
    expect((await monitor('Shop')).code).toBe(200);
    sameRefusal(await monitor('Search'), await monitor('Nothing'), 'Search', 'Nothing');
    const { rows } = await database.client.query<{ name: string }>(
      'select s.name from stackflow.services as s where s.monitored_since is not null'
    );
    expect(rows).toEqual([{ name: 'Shop' }]);
  });

  it('of what other teams own are refused as those of what is not there', async () => {
    const rowsOf = async () =>
      (
        await database.client.query<object>(`select jsonb_agg(o order by o.id) as slos,
          (select jsonb_agg(r order by r.id) from stackflow.gate_overrides as r) as overrides,
          (select jsonb_agg(h order by h.id) from stackflow.gate_holds as h) as holds
          from stackflow.slos as o`)
      ).rows;
    const before = await rowsOf();
    const search = await sloOf('Search');
    const edit = (service: string) => ({ revision: search.revision, definition: { ...definition, service } });
    sameRefusal(
      await send('slo-definitions', 'POST', { ...definition, service: 'Search' }),
      await send('slo-definitions', 'POST', { ...definition, service: 'Nothing' }),
      'Search',
      'Nothing'
    );
    sameRefusal(
      await send(`slo-definitions/${search.id}`, 'PUT', edit('Search')),
      await send('slo-definitions/98765', 'PUT', edit('Search')),
      `\\"${search.id}\\"`,
      '\\"98765\\"'
    );
    sameRefusal(
      await send('gate-overrides', 'POST', { ...override, service: 'Search' }),
      await send('gate-overrides', 'POST', { ...override, service: 'Nothing' }),
      'Search',
      'Nothing'
    );
    sameRefusal(
      await send('gate-overrides/1/end', 'POST'),
      await send('gate-overrides/98765/end', 'POST'),
      '\\"1\\"',
      '\\"98765\\"'
    );
    sameRefusal(
      await send(`gate-release/${held.Search}`, 'POST', { reason: 'Because' }),
      await send('gate-release/98765', 'POST', { reason: 'Because' }),
      `change ${held.Search}`,
      'change 98765'
    );
    expect(await rowsOf()).toEqual(before);
  });

  it('of what the team owns are taken', async () => {
    const { id, revision } = await sloOf('Shop');
    expect(await send('slo-definitions', 'POST', { ...definition, service: 'Shop' })).toMatchObject({ code: 201 });
    const edit = { revision, definition: { ...definition, name: 'uptime', service: 'Shop', targetPercent: 98.5 } };
    expect(await send(`slo-definitions/${id}`, 'PUT', edit)).toMatchObject({
      code: 200,
      body: { definition: { targetPercent: 98.5 } },
    });
    expect(await send(`gate-release/${held.Shop}`, 'POST', { reason: 'Because' })).toMatchObject({ code: 200 });
    const added = await send('gate-overrides', 'POST', { ...override, service: 'Shop' });
    expect(added).toMatchObject({ code: 201, body: { id: '2' } });
    expect(await send('gate-overrides/2/end', 'POST')).toMatchObject({ code: 200 });
  });
});
