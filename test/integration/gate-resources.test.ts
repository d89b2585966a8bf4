import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import {
  gateAnswerSchema,
  gateBlockedResponseSchema,
  gateDecisionsResponseSchema,
  gateOverridesResponseSchema,
} from '../../src/model/gate';
import type { GateAnswer } from '../../src/model/gate';
import { sloSummaryResponseSchema } from '../../src/model/slo-summary';
import type { PluginProcess } from '../../tooling/plugin-process';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { HOUR_MS, MINUTE_MS, hoursAgo, insertGatedShop, insertHeld } from '../support/gated-shop';
import { launchBackend } from '../support/plugin';
import { call, calledBy, sloContext, userWith } from '../support/slo-calls';

/** The change gate over resource calls: what pipelines are told, and what Editors may do. */

let database: TestDatabase;
let plugin: PluginProcess;
let context: PluginContext;

beforeAll(async () => {
  [database, plugin] = await Promise.all([createTestDatabase(), launchBackend()]);
  context = sloContext(database, await userWith(database, 'sre_metrics_reader', 'sre_metrics_gate_editor'));
});
afterAll(async () => {
  await plugin.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.client.query('truncate stackflow.services, stackflow.incidents restart identity cascade');
  await insertGatedShop(database.client);
});

const reply = (url: string, method?: string, data?: unknown, by: PluginContext = context) =>
  call(plugin, by, url, method, data);

async function ask(parameters: string, by?: PluginContext): Promise<GateAnswer> {
  const { code, body } = await reply(`gate?${parameters}`, 'GET', '', by);
  expect({ code, body }).toMatchObject({ code: 200 });
  return gateAnswerSchema.parse(body);
}

const addFor = async (service: string, hours = 4) => {
  const { code, body } = await reply('gate-overrides', 'POST', { service, reason: 'A fix must go out', hours });
  expect({ code, body }).toMatchObject({ code: 201 });
  return body as { id: string; until: string };
};
const overrides = async () => gateOverridesResponseSchema.parse((await reply('gate-overrides')).body);
const blocked = async () => gateBlockedResponseSchema.parse((await reply('gate-blocked')).body);

describe('asking', () => {
  it('a non-critical change of a gated service is blocked, with the reason and the figures', async () => {
    const answer = await ask('service=Shop');
    expect(answer).toMatchObject({
      service: 'Shop',
      criticality: 'non_critical',
      decision: 'blocked',
      reason: expect.stringContaining('120 of 100.8 minutes'),
      gated: true,
      slo: { service: 'Shop', name: 'uptime', slo_target_percent: 99, measurement_window_days: 7, exhausted: true },
      override: null,
      enforced: false,
      policy: 'open',
      undecidable: null,
    });
    expect(answer.slo?.error_budget_remaining_minutes).toBeCloseTo(-19.2, 6);
    const { body } = await reply('slos/Shop');
    const { slo } = sloSummaryResponseSchema.parse(body);
    // A pipeline is not told the runbook, which is for whoever is on call, nor how fresh the data is.
    const unsaid = { runbook_url: null, fresh: true, newest_record_at: expect.any(String) };
    expect(slo).toEqual({ ...answer.slo, ...unsaid, measured_at: slo.measured_at });
    const sinceMs = Date.parse(answer.since ?? '');
    expect(Math.abs(sinceMs - (Date.now() - 3 * HOUR_MS - 19.2 * MINUTE_MS))).toBeLessThan(MINUTE_MS);
  });

  it('a critical one passes', async () => {
    expect(await ask('service=Shop&criticality=critical')).toMatchObject({ decision: 'pass', gated: true });
  });

  it('passes where the budget has something left, and where there is no SLO', async () => {
    expect(await ask('service=Search')).toMatchObject({ decision: 'pass', gated: false, since: null });
    expect(await ask('service=Playground')).toMatchObject({ decision: 'pass', gated: false, slo: null });
  });

  it('passes under an override, and says whose', async () => {
    const { id, until } = await addFor('Shop');
    expect(await ask('service=Shop')).toMatchObject({
      decision: 'pass',
      gated: true,
      override: { id, until },
      reason: expect.stringContaining('A fix must go out'),
    });
  });

  it('needs no role but the reader', async () => {
    const nobody = calledBy(context, null);
    expect(await ask('service=Shop', nobody)).toMatchObject({ decision: 'blocked' });
  });

  it.each([
    ['service=Chop', 404, 'There is no service "Chop". GET services lists all services.'],
    ['', 400, 'service is missing. Name the service: gate?service=NAME.'],
    ['service=%20', 400, 'service is missing. Name the service: gate?service=NAME.'],
    ['service=a%00b', 400, 'service holds a NUL character, which no name has.'],
    ['service=Shop&criticality=high', 400, 'criticality "high" is not known. Use one of: non_critical, critical.'],
  ])('refuses ?%s with %d', async (parameters, code, message) => {
    expect(await reply(`gate?${parameters}`)).toEqual({ code, body: { message } });
  });

  describe('where the gate cannot be computed', () => {
    const policy = (when: string) =>
      database.client.query('update stackflow.gate_policy set when_undecidable = $1', [when]);
    beforeEach(() => database.client.query('alter function stackflow.budget_over rename to budget_over_away'));
    afterEach(async () => {
      await database.client.query('alter function stackflow.budget_over_away rename to budget_over');
      await policy('open');
    });

    it.each([
      ['open', 'non_critical', 'pass'],
      ['closed', 'non_critical', 'blocked'],
      ['closed', 'critical', 'pass'],
    ])('the policy %s decides about %s: %s, and says so', async (when, criticality, decision) => {
      await policy(when);
      expect(await ask(`service=Shop&criticality=${criticality}`)).toMatchObject({
        decision,
        policy: when,
        gated: null,
        reason: expect.stringContaining('cannot be computed'),
        undecidable: expect.stringMatching(/./),
      });
    });
  });

  it('needs nothing but the decision, so that no policy takes its place', async () => {
    await database.client.query('alter view stackflow.slo_versions rename to slo_versions_away');
    try {
      expect(await ask('service=Search')).toMatchObject({ gated: false, undecidable: null });
    } finally {
      await database.client.query('alter view stackflow.slo_versions_away rename to slo_versions');
    }
  });

  it('fails with 502 where the database is away', async () => {
    const away = sloContext({ ...database, port: 1 }, { user: 'u', password: 'p' }, { uid: 'away' });
    expect(await reply('gate?service=Shop', 'GET', '', away)).toMatchObject({ code: 502 });
  });
});

it('lists the gated services', async () => {
  const list = gateDecisionsResponseSchema.parse((await reply('gate-decisions')).body);
  expect(list).toMatchObject({ enforced: false, policy: 'open' });
  expect(list.gated).toEqual([
    {
      ...{ service: 'Shop', team: 'Sales', slo: 'uptime', targetPercent: 99, windowDays: 7 },
      ...{ budgetMinutes: expect.closeTo(100.8, 6), usedMinutes: expect.closeTo(120, 3) },
      ...{ since: expect.any(String), overrideUntil: null, held: 0 },
    },
  ]);
});

describe('overrides', () => {
  it('are added by an Editor, under his login, and end on time by themselves', async () => {
    const before = Date.now();
    const { id, until } = await addFor('Shop', 2);
    expect(Math.abs(Date.parse(until) - before - 2 * HOUR_MS)).toBeLessThan(MINUTE_MS);
    expect(await overrides()).toEqual({
      overrides: [
        {
          ...{ id, service: 'Shop', reason: 'A fix must go out', createdBy: 'ann', state: 'active', until },
          ...{ createdAt: expect.any(String), endedAt: null, endedBy: null },
        },
      ],
      writable: { allowed: true },
    });
  });

  it('are ended before their time, once', async () => {
    const { id } = await addFor('Shop');
    const bob = calledBy(context, { login: 'bob', role: 'Admin' });
    expect(await reply(`gate-overrides/${id}/end`, 'POST', '', bob)).toEqual({ code: 200, body: { id } });
    expect((await overrides()).overrides).toEqual([expect.objectContaining({ state: 'ended', endedBy: 'bob' })]);
    expect(await ask('service=Shop')).toMatchObject({ decision: 'blocked', override: null });
    expect(await reply(`gate-overrides/${id}/end`, 'POST')).toMatchObject({ code: 409 });
  });

  it.each(['0', '12', 'x', '99999999999999999999'])('there is none with the id %s', async (id) => {
    expect(await reply(`gate-overrides/${id}/end`, 'POST')).toMatchObject({ code: 404 });
  });

  it.each([
    ['service', { service: 'Chop', reason: 'r', hours: 1 }],
    ['service', { service: ' ', reason: 'r', hours: 1 }],
    ['reason', { service: 'Shop', reason: ' ', hours: 1 }],
    ['reason', { service: 'Shop', reason: 'x'.repeat(501), hours: 1 }],
    ['reason', { service: 'Shop', reason: 'a\u0000b', hours: 1 }],
    ['hours', { service: 'Shop', reason: 'r', hours: 0 }],
    ['hours', { service: 'Shop', reason: 'r', hours: 1e-9 }],
    ['hours', { service: 'Shop', reason: 'r', hours: 721 }],
    ['hours', { service: 'Shop', reason: 'r', hours: '4' }],
    ['by', { service: 'Shop', reason: 'r', hours: 1, by: 'me' }],
  ])('are refused for a wrong field, which is named: %s', async (field, request) => {
    expect(await reply('gate-overrides', 'POST', request)).toMatchObject({ code: 400, body: { field } });
    expect((await overrides()).overrides).toEqual([]);
  });

  it('refuses what is no JSON object', async () => {
    expect(await reply('gate-overrides', 'POST', '[]')).toMatchObject({ code: 400 });
    expect(await reply('gate-overrides', 'POST', 'Shop')).toMatchObject({ code: 400 });
  });
});

describe('held changes', () => {
  it('are listed, and released by an Editor with a reason, once', async () => {
    const first = await insertHeld(database.client, { service: 'Shop', title: 'first', heldAt: hoursAgo(2) });
    const second = await insertHeld(database.client, { service: 'Shop', title: 'second', heldAt: hoursAgo(1) });
    expect((await blocked()).blocked.map(({ id, change, goesBackTo }) => [id, change, goesBackTo])).toEqual([
      [first, 'first', 'draft'],
      [second, 'second', 'draft'],
    ]);
    const released = { code: 200, body: { id: second, state: 'draft' } };
    expect(await reply(`gate-release/${second}`, 'POST', { reason: 'Cannot wait' })).toEqual(released);
    expect((await blocked()).blocked.map(({ id }) => id)).toEqual([first]);
    const { rows } = await database.client.query(
      'select h.ended_by, h.end_kind, h.end_reason, c.state from stackflow.gate_holds as h join stackflow.change_records as c on c.id = h.change_id where c.id = $1',
      [second]
    );
    expect(rows).toEqual([{ ended_by: 'ann', end_kind: 'released', end_reason: 'Cannot wait', state: 'draft' }]);
    expect(await reply(`gate-release/${second}`, 'POST', { reason: 'Again' })).toMatchObject({ code: 409 });
  });

  it('are not released without a reason, nor where there are none', async () => {
    const held = await insertHeld(database.client, { service: 'Shop', title: 'first', heldAt: hoursAgo(2) });
    expect(await reply(`gate-release/${held}`, 'POST', { reason: ' ' })).toMatchObject({
      code: 400,
      body: { field: 'reason' },
    });
    for (const id of ['999', 'x']) {
      expect(await reply(`gate-release/${id}`, 'POST', { reason: 'r' })).toMatchObject({ code: 409 });
    }
    expect((await blocked()).blocked).toHaveLength(1);
  });
});

describe('who may', () => {
  const WRITES = [
    ['gate-overrides', { service: 'Shop', reason: 'r', hours: 1 }],
    ['gate-overrides/1/end', ''],
    ['gate-release/1', { reason: 'r' }],
  ] as const;

  it.each(['Viewer', 'None'] as const)('not the role "%s", which still reads', async (role) => {
    const viewer = calledBy(context, { login: 'vic', role });
    for (const [url, body] of WRITES) {
      expect(await reply(url, 'POST', body, viewer)).toMatchObject({
        code: 403,
        body: { message: expect.stringContaining('Only users with the role Editor or Admin may override the change') },
      });
    }
    expect(await reply('gate-overrides', 'GET', '', viewer)).toMatchObject({
      code: 200,
      body: { writable: { allowed: false, reason: expect.stringContaining('Editor or Admin') } },
    });
  });

  it('nobody where the settings do not allow it', async () => {
    const signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_gate_editor');
    const off = sloContext(database, signIn, { jsonData: { allowGateOverrides: false }, uid: 'off' });
    for (const [url, body] of WRITES) {
      expect(await reply(url, 'POST', body, off)).toMatchObject({
        code: 403,
        body: { message: expect.stringContaining('"Allow gate overrides" (allowGateOverrides)') },
      });
    }
    expect(gateDecisionsResponseSchema.parse((await reply('gate-decisions', 'GET', '', off)).body).gated).toHaveLength(
      1
    );
  });

  it('nobody whose database user lacks the role, which the refusal names', async () => {
    const signIn = await userWith(database, 'sre_metrics_reader', 'sre_metrics_slo_editor');
    const lacking = sloContext(database, signIn, { uid: 'lacking' });
    const [url, body] = WRITES[0];
    expect(await reply(url, 'POST', body, lacking)).toEqual({
      code: 403,
      body: {
        message: `User "${signIn.user}" may not override the change gate or release changes in database "${database.name}". Let an administrator run: grant sre_metrics_gate_editor to ${signIn.user};`,
      },
    });
  });
});
