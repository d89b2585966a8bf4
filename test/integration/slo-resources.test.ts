import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { sloDefinitionsResponseSchema, sloHistoryResponseSchema } from '../../src/model/resources';
import type { PluginProcess } from '../../tooling/plugin-process';
import type { GrafanaUser } from '../../tooling/plugin-request';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { launchBackend } from '../support/plugin';
import { insertRecords } from '../support/records';
import { EDITOR, call, calledBy, sloCalls, sloContext, userWith } from '../support/slo-calls';
import type { Role } from '../support/slo-calls';

/** SLOs over resource calls: who may, what is taken, what is kept. */

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;
let editor: ReturnType<typeof sloCalls>;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  const signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor');
  context = sloContext(database, signIn);
  editor = sloCalls(plugin, context);
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.client.query('truncate stackflow.services restart identity cascade');
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales' },
      { name: 'Käse & Co/KG 50%', team: null },
    ],
  });
});

const UPTIME = {
  service: 'Shop',
  name: 'uptime',
  targetPercent: 99.9,
  windowDays: 30,
  enabled: true,
  runbookUrl: null,
};
const reply = (url: string, method?: string, data?: unknown, by: PluginContext = context) =>
  call(plugin, by, url, method, data);
const refusal = (code: number, message: unknown, field?: string) => ({
  code,
  body: { message, ...(field !== undefined && { field }) },
});

describe('creating', () => {
  it('answers 201 with the item, which the list then holds', async () => {
    const answer = await reply('slo-definitions', 'POST', { ...UPTIME, enabled: undefined, runbookUrl: undefined });
    const item = {
      id: '1',
      revision: expect.stringMatching(/^\d{16}$/),
      definition: UPTIME,
      team: 'Sales',
      monitoredSince: null,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedBy: 'ann',
    };
    expect(answer).toEqual({ code: 201, body: item });
    const list = await editor.list();
    expect(list).toEqual({ slos: [answer.body], writable: { allowed: true } });
    expect(sloDefinitionsResponseSchema.parse(list)).toEqual(list);
  });

  it('takes any service, name and number that the rules allow', async () => {
    await editor.create({
      service: 'Käse & Co/KG 50%',
      name: `'; drop table "x"; --`,
      targetPercent: 0.0001,
      windowDays: 365,
      runbookUrl: ' https://wiki.example/ü?a=%20#b ',
    });
    await editor.create({
      ...{ service: ' Shop ', name: ' ½ up ', targetPercent: 100, windowDays: 1, enabled: false, runbookUrl: ' ' },
    });
    const { slos } = await editor.list();
    expect(slos.map(({ team, definition }) => [team, definition])).toEqual([
      [
        null,
        {
          service: 'Käse & Co/KG 50%',
          name: `'; drop table "x"; --`,
          targetPercent: 0.0001,
          windowDays: 365,
          enabled: true,
          runbookUrl: 'https://wiki.example/ü?a=%20#b',
        },
      ],
      ['Sales', { service: 'Shop', name: '½ up', targetPercent: 100, windowDays: 1, enabled: false, runbookUrl: null }],
    ]);
  });

  it.each([
    [{ ...UPTIME, targetPercent: 0 }, 'targetPercent', 'targetPercent must be over 0.'],
    [{ ...UPTIME, targetPercent: -1 }, 'targetPercent', 'targetPercent must be over 0.'],
    [{ ...UPTIME, targetPercent: 100.0001 }, 'targetPercent', 'targetPercent must be at most 100.'],
    [{ ...UPTIME, targetPercent: 99.99999 }, 'targetPercent', 'targetPercent must have at most 4 decimals.'],
    [{ ...UPTIME, targetPercent: '99.9' }, 'targetPercent', expect.stringContaining('must be a number of percent')],
    [{ ...UPTIME, windowDays: 0 }, 'windowDays', 'windowDays must be at least 1.'],
    [{ ...UPTIME, windowDays: 366 }, 'windowDays', 'windowDays must be at most 365.'],
    [{ ...UPTIME, windowDays: 1.5 }, 'windowDays', 'windowDays must be whole days.'],
    [{ ...UPTIME, name: ' ' }, 'name', 'name is missing; enter a name.'],
    [{ ...UPTIME, name: 'n'.repeat(201) }, 'name', 'name is longer than 200 characters.'],
    [{ ...UPTIME, name: 'a\u0000b' }, 'name', 'name holds a NUL character.'],
    [{ ...UPTIME, service: undefined }, 'service', "service is missing; enter a service's name."],
    [
      { ...UPTIME, service: 'Shp' },
      'service',
      'service "Shp" does not exist. Check the spelling; GET services lists all.',
    ],
    [{ ...UPTIME, service: 'shop' }, 'service', expect.stringContaining('service "shop" does not exist')],
    [{ ...UPTIME, enabled: 'no' }, 'enabled', 'enabled must be true or false.'],
    [{ ...UPTIME, runbookUrl: 'wiki' }, 'runbookUrl', expect.stringContaining('must be a web address that begins')],
    [{ ...UPTIME, runbookUrl: 'javascript:alert(1)' }, 'runbookUrl', expect.stringContaining('must be a web address')],
    [{ ...UPTIME, runbookUrl: 'https://a/b c' }, 'runbookUrl', expect.stringContaining('must be a web address')],
    [{ ...UPTIME, runbookUrl: 'https://a/\u0000' }, 'runbookUrl', expect.stringContaining('must be a web address')],
    [{ ...UPTIME, runbookUrl: 7 }, 'runbookUrl', 'runbookUrl must be a web address, or null.'],
    [
      { ...UPTIME, runbookUrl: `https://${'a'.repeat(2000)}` },
      'runbookUrl',
      'runbookUrl is longer than 2000 characters.',
    ],
    [{ ...UPTIME, color: 'red' }, 'color', 'color is not a field of an SLO.'],
    ['{"service":', undefined, expect.stringContaining('not JSON')],
    ['[]', undefined, 'An SLO must be a JSON object.'],
    ['', undefined, expect.stringContaining('not JSON')],
  ])('%j is 400 with the field', async (data, field, message) => {
    expect(await reply('slo-definitions', 'POST', data)).toEqual(refusal(400, message, field));
    expect((await editor.list()).slos).toEqual([]);
  });

  it('refuses a second SLO of a name on a service, and takes it on another', async () => {
    await editor.create(UPTIME);
    expect(await reply('slo-definitions', 'POST', { ...UPTIME, targetPercent: 95 })).toEqual(
      refusal(409, 'name "uptime" is taken by another SLO of Shop. Choose another name, or edit that SLO.', 'name')
    );
    await editor.create({ ...UPTIME, service: 'Käse & Co/KG 50%' });
    expect((await editor.list()).slos).toHaveLength(2);
  });

  it('lets one of two who create the same at once win', async () => {
    const codes = (await Promise.all([1, 2, 3].map(() => reply('slo-definitions', 'POST', UPTIME)))).map(
      ({ code }) => code
    );
    expect(codes.toSorted()).toEqual([201, 409, 409]);
  });

  it('refuses a body that is too long', async () => {
    expect(await reply('slo-definitions', 'POST', { ...UPTIME, name: 'n'.repeat(70_000) })).toMatchObject({
      code: 413,
    });
  });
});

describe('editing', () => {
  it('changes, renames and disables, and keeps who, when, before and after', async () => {
    const item = await editor.create(UPTIME);
    const better = await editor.edit(item, { targetPercent: 99.95 });
    const bob = sloCalls(plugin, calledBy(context, { login: 'bob', role: 'Admin' }));
    const runbookUrl = 'https://wiki.example/uptime';
    const off = await bob.edit(better, { enabled: false, name: 'old', runbookUrl });
    expect(off).toMatchObject({
      id: item.id,
      updatedBy: 'bob',
      definition: { ...UPTIME, targetPercent: 99.95, name: 'old', enabled: false, runbookUrl },
    });
    expect(new Set([item, better, off].map(({ revision }) => revision)).size).toBe(3);
    expect((await editor.list()).slos).toEqual([off]);
    const history = await editor.history(item.id);
    expect(sloHistoryResponseSchema.parse(history)).toEqual(history);
    expect(history).toEqual([
      { changedAt: off.updatedAt, changedBy: 'bob', before: better.definition, after: off.definition },
      { changedAt: better.updatedAt, changedBy: 'ann', before: UPTIME, after: better.definition },
      { changedAt: item.updatedAt, changedBy: 'ann', before: null, after: UPTIME },
    ]);
  });

  it('takes an edit that changes nothing, and keeps no trace of it', async () => {
    const item = await editor.create(UPTIME);
    expect(await sloCalls(plugin, calledBy(context, { login: 'bob', role: 'Admin' })).edit(item, {})).toEqual(item);
    expect(await editor.history(item.id)).toHaveLength(1);
  });

  it('lets one of two edits of the same version through, and tells the other who was faster', async () => {
    const item = await editor.create(UPTIME);
    const replies = await Promise.all(
      ['bob', 'cat'].map((login, index) =>
        reply(
          `slo-definitions/${item.id}`,
          'PUT',
          { revision: item.revision, definition: { ...UPTIME, windowDays: 7 + index } },
          calledBy(context, { login, role: 'Editor' })
        )
      )
    );
    const [winner, loser] = replies.toSorted((one, other) => one.code - other.code);
    expect(winner).toMatchObject({ code: 200 });
    const { updatedBy } = winner?.body as { updatedBy: string };
    const message = expect.stringMatching(
      new RegExp(
        `^${updatedBy} changed the SLO "uptime" of Shop at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC, .*Load the newest version`
      )
    );
    expect(loser).toEqual(refusal(409, message));
    expect(await editor.history(item.id)).toHaveLength(2);
  });

  it('finds an edit stale that was made in SQL', async () => {
    const item = await editor.create(UPTIME);
    await database.client.query('update stackflow.slos set window_days = 7');
    const answer = await reply(`slo-definitions/${item.id}`, 'PUT', { revision: item.revision, definition: UPTIME });
    expect(answer).toEqual(refusal(409, expect.stringMatching(/^postgres changed/)));
    expect((await editor.history(item.id)).map(({ changedBy }) => changedBy)).toEqual(['postgres', 'ann']);
  });

  const put = (id: string, data: unknown) => reply(`slo-definitions/${id}`, 'PUT', data);

  it.each([
    [{ targetPercent: 101 }, 'definition.targetPercent', 'targetPercent must be at most 100.'],
    [{ runbookUrl: 'ftp://a' }, 'definition.runbookUrl', expect.stringContaining('must be a web address')],
    [{ color: 'red' }, 'definition.color', 'color is not a field of an SLO.'],
    [{ service: 'Käse & Co/KG 50%' }, 'definition.service', expect.stringContaining('this SLO belongs to Shop')],
    [{ service: 'Shp' }, 'definition.service', expect.stringContaining('cannot be changed')],
  ])('refuses %j', async (change, field, message) => {
    const { id, revision } = await editor.create(UPTIME);
    expect(await put(id, { revision, definition: { ...UPTIME, ...change } })).toEqual(refusal(400, message, field));
    expect(await editor.history(id)).toHaveLength(1);
  });

  it.each([
    [{ definition: UPTIME }, 'revision'],
    [{ revision: 1, definition: UPTIME }, 'revision'],
    [{ revision: '1', definition: null }, 'definition'],
    [{ revision: '1' }, undefined],
    [{ revision: '1', definition: UPTIME, force: true }, 'force'],
    [[], undefined],
  ])('%j is no edit', async (data, field) => {
    const { id } = await editor.create(UPTIME);
    expect(await put(id, data)).toEqual(refusal(400, expect.any(String), field));
  });

  it('refuses a name that another SLO of the service bears', async () => {
    await editor.create({ ...UPTIME, name: 'taken' });
    const { id, revision } = await editor.create(UPTIME);
    expect(await put(id, { revision, definition: { ...UPTIME, name: 'taken' } })).toEqual(
      refusal(409, expect.stringContaining('name "taken" is taken by another SLO of Shop'), 'definition.name')
    );
    expect(await editor.history(id)).toHaveLength(1);
  });

  it.each(['7', '0', '-1', 'uptime', '9223372036854775808', '99999999999999999999', '1%20or%201=1'])(
    'knows no SLO %s',
    async (id) => {
      const message = expect.stringMatching(/^There is no SLO with the id ".+"/);
      expect(await put(id, { revision: '1', definition: UPTIME })).toEqual(refusal(404, message));
      expect(await reply(`slo-definitions/${id}/history`)).toEqual(refusal(404, message));
    }
  );
});

describe('monitoring of a service', () => {
  const put = (data: unknown, by: PluginContext = context) => reply('service-monitoring', 'PUT', data, by);
  const since = '2026-05-01T08:30:00.000Z';

  it('is set, shown with its SLOs and in the list of services, and taken away', async () => {
    await editor.create(UPTIME);
    expect(await put({ service: ' Shop ', monitoredSince: '2026-05-01T08:30:00Z' })).toEqual({
      code: 200,
      body: { service: 'Shop', monitoredSince: since },
    });
    expect((await editor.list()).slos).toMatchObject([{ monitoredSince: since }]);
    expect((await reply('services')).body).toMatchObject([
      { name: 'Käse & Co/KG 50%', monitoredSince: null },
      { name: 'Shop', monitoredSince: since },
    ]);
    expect(await put({ service: 'Shop', monitoredSince: null })).toEqual({
      code: 200,
      body: { service: 'Shop', monitoredSince: null },
    });
    expect((await editor.list()).slos).toMatchObject([{ monitoredSince: null }]);
  });

  it.each([
    [{ service: 'Shop' }, 'monitoredSince'],
    [{ service: 'Shop', monitoredSince: 'yesterday' }, 'monitoredSince'],
    [{ service: 'Shop', monitoredSince: '2026-02-30T00:00:00Z' }, 'monitoredSince'],
    [{ service: 'Shop', monitoredSince: '0000-01-01T00:00:00Z' }, 'monitoredSince'],
    [{ service: 'Shop', monitoredSince: '2999-01-01T00:00:00Z' }, 'monitoredSince'],
    [{ service: 'Shop', monitoredSince: 'infinity' }, 'monitoredSince'],
    [{ service: 'Shp', monitoredSince: null }, 'service'],
    [{ service: ' ', monitoredSince: null }, 'service'],
    [{ service: 'Shop', monitoredSince: null, force: true }, 'force'],
    [[], undefined],
  ])('refuses %j', async (data, field) => {
    expect(await put(data)).toEqual(refusal(400, expect.any(String), field));
  });

  it('is for those who may edit SLOs', async () => {
    const viewer = calledBy(context, { login: 'vic', role: 'Viewer' });
    const off = sloContext(database, await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor'), {
      uid: 'off',
      jsonData: { allowSloEdits: false },
    });
    const ungranted = sloContext(database, await userWith(database, 'sre_metrics_reader'), { uid: 'ungranted' });
    for (const by of [viewer, off, ungranted]) {
      expect(await put({ service: 'Shop', monitoredSince: since }, by)).toEqual(refusal(403, expect.any(String)));
    }
    expect((await reply('services')).body).toMatchObject([{ monitoredSince: null }, { monitoredSince: null }]);
  });
});

describe('listing', () => {
  it('shows what SQL has made, however odd, and its history', async () => {
    await database.client.query(
      `insert into stackflow.slos (service_id, name, target_percent, window_days) values (1, repeat('n', 300), 99, 30);
       set session_replication_role = replica;
       update stackflow.slos set updated_by = null;
       update stackflow.slo_history set before = '["odd"]', changed_by = null;
       set session_replication_role = origin`
    );
    const list = await editor.list();
    expect(sloDefinitionsResponseSchema.parse(list).slos).toMatchObject([{ id: '1', updatedBy: null }]);
    expect(await editor.history('1')).toMatchObject([{ changedBy: null, before: null, after: { targetPercent: 99 } }]);
  });

  it('has an empty history for an SLO from before edits were kept', async () => {
    const { id } = await editor.create(UPTIME);
    await database.client.query('truncate stackflow.slo_history');
    expect(await editor.history(id)).toEqual([]);
  });
});

describe('who may write', () => {
  const ROLE_NEEDED = expect.stringContaining('Only users with the role Editor or Admin may edit SLOs');
  const attempts = async (by: PluginContext) => [
    await reply('slo-definitions', 'POST', UPTIME, by),
    await reply('slo-definitions/1', 'PUT', { revision: '1', definition: UPTIME }, by),
  ];

  it.each<[string, GrafanaUser | null, string]>([
    ['a Viewer', { login: 'vic', role: 'Viewer' }, 'your role is Viewer'],
    ['a user without a role', { login: 'nil', role: 'None' }, 'you have no role'],
    ['nobody', null, 'Grafana named no user with this call'],
  ])('not %s, who still sees the list and why', async (_, user, because) => {
    await editor.create(UPTIME);
    const by = calledBy(context, user);
    const refused = refusal(403, expect.stringContaining(because));
    expect(await attempts(by)).toEqual([refused, refused]);
    const { slos, writable } = await sloCalls(plugin, by).list();
    expect(slos).toHaveLength(1);
    expect(writable).toEqual({ allowed: false, reason: ROLE_NEEDED });
    expect(await sloCalls(plugin, by).history('1')).toHaveLength(1);
  });

  it.each<[GrafanaUser | null]>([[EDITOR], [{ login: 'vic', role: 'Viewer' }], [null]])(
    'not %j while the setting is off',
    async (user) => {
      await editor.create(UPTIME);
      const { user: name, password } = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor');
      const off = sloContext(database, { user: name, password }, { uid: 'off', jsonData: { allowSloEdits: false } });
      const by = calledBy(off, user);
      const reason = expect.stringContaining('(allowSloEdits)');
      expect(await attempts(by)).toEqual([refusal(403, reason), refusal(403, reason)]);
      expect(await sloCalls(plugin, by).list()).toMatchObject({
        slos: [{ id: '1' }],
        writable: { allowed: false, reason },
      });
    }
  );

  it.each<[Partial<GrafanaUser>, string]>([
    [{ login: ' ann ', email: 'a@x.org', name: 'Ann' }, 'ann'],
    [{ login: '', email: 'a@x.org', name: 'Ann' }, 'a@x.org'],
    [{ login: '', email: ' ', name: 'Ann' }, 'Ann'],
    [{ login: '' }, 'an unnamed Editor'],
  ])('%j is known as %s', async (user, updatedBy) => {
    const by = sloCalls(plugin, calledBy(context, { ...EDITOR, ...user }));
    expect(await by.create(UPTIME)).toMatchObject({ updatedBy });
  });

  it.each([
    ['slo-definitions', 'DELETE', 'GET, POST'],
    ['slo-definitions/1', 'GET', 'PUT'],
    ['slo-definitions/1', 'DELETE', 'PUT'],
    ['slo-definitions/1/history', 'PUT', 'GET'],
  ])('%s cannot be called with %s', async (url, method, allowed) => {
    const { code, headers } = await plugin.callResource(context, url, method);
    expect([code, headers['Allow']?.values]).toEqual([405, [allowed]]);
  });
});

describe('where the edit is written', () => {
  const settings = async (uid: string, writerHost: string, ...roles: Role[]) =>
    sloContext(database, await userWith(database, ...roles), { uid, jsonData: { writerHost } });

  it('is the writer host, which the list of an editor is read from too', async () => {
    const lost = await settings('lost', 'writer.invalid', 'sre_metrics_reader', 'sre_metrics_slo_editor');
    const unknownHost = refusal(502, expect.stringContaining('writer.invalid:'));
    expect(await reply('slo-definitions', 'POST', UPTIME, lost)).toEqual(unknownHost);
    expect(await reply('slo-definitions', 'GET', '', lost)).toEqual(unknownHost);
    expect(await reply('slo-definitions', 'GET', '', calledBy(lost, { login: 'vic', role: 'Viewer' }))).toMatchObject({
      code: 200,
    });
    const found = await settings('found', 'localhost', 'sre_metrics_reader', 'sre_metrics_slo_editor');
    expect(await reply('slo-definitions', 'POST', UPTIME, found)).toMatchObject({ code: 201 });
  });

  it('says which role the database user lacks', async () => {
    const signIn = await userWith(database, 'sre_metrics_reader');
    const reading = sloContext(database, signIn, { uid: 'reading' });
    const message = `User "${signIn.user}" may not write SLOs in database "${database.name}". Let an administrator run: grant sre_metrics_slo_editor to ${signIn.user};`;
    await editor.create({ ...UPTIME, name: 'there' });
    expect(await reply('slo-definitions', 'POST', UPTIME, reading)).toEqual(refusal(403, message));
    const change = { revision: '1', definition: UPTIME };
    expect(await reply('slo-definitions/1', 'PUT', change, reading)).toEqual(refusal(403, message));
    expect((await sloCalls(plugin, reading).list()).slos).toHaveLength(1);
  });

  it('tells no password, in answers or in the log', async () => {
    const { user } = await userWith(database, 'sre_metrics_reader');
    const guess = 's3cret-guess';
    const guessing = sloContext(database, { user, password: guess }, { uid: 'guessing' });
    const answer = await reply('slo-definitions', 'POST', UPTIME, guessing);
    expect(answer).toEqual(refusal(401, expect.stringContaining('refused the sign-in')));
    expect([JSON.stringify(answer), ...plugin.logLines].join()).not.toContain(guess);
  });
});
