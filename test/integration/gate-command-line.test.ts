import type { Client } from 'pg';

import { installGate } from '../../src/backend/cli/gate/enforce';
import { sreMetrics } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { after, gateShop, holds, insertChange, setClock, stateOf, takeClock } from '../support/gate';

/** `sre-metrics gate` for people and pipelines. */

let database: TestDatabase;
let client: Client;
/** Of users with no more rights than needed. */
const urls = { reader: '', editor: '', writer: '' };
const users = { reader: '', editor: '', writer: '' };

beforeAll(async () => {
  database = await createTestDatabase();
  ({ client } = database);
  await takeClock(client);
  await installGate(client);
  for (const [name, role] of [
    ['reader', 'sre_metrics_reader'],
    ['editor', 'sre_metrics_reader'],
    ['writer', 'sre_metrics_writer'],
  ] as const) {
    const { user, password } = await database.createUser(role);
    users[name] = user;
    urls[name] = `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`;
  }
  await client.query(`grant sre_metrics_gate_editor to ${users.editor}`);
});
afterAll(() => database.drop());
beforeEach(() => gateShop(client));

const run = (who: keyof typeof urls, ...args: string[]) => sreMetrics(['gate', ...args, '--url', urls[who]], {});

const GATED =
  'Shop is gated. The error budget of SLO "availability" (99.9 % over 30 days) is used up: 60 of 43.2 minutes.';

describe('check', () => {
  it.each([
    ['Shop', 'non_critical', 1, `${GATED} Non-critical changes wait.`],
    ['Shop', 'critical', 0, `${GATED} Critical changes pass.`],
    ['Search', 'non_critical', 0, 'Search is not gated: no error budget of it is used up.'],
    ['Wiki', 'non_critical', 0, 'Wiki has no SLO that could gate it.'],
  ])('%s, %s: exit status %i', async (service, criticality, status, out) => {
    expect(await run('reader', 'check', '--service', service, '--criticality', criticality)).toEqual({
      status,
      out,
      err: '',
    });
  });

  it('passes by an override, and names it', async () => {
    await client.query(
      `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
       select id, 'A fix', 'Ada', $1, $2 from stackflow.services where name = 'Shop'`,
      [after(-1), after(60)]
    );
    expect(await run('reader', 'check', '--service', 'Shop')).toEqual({
      status: 0,
      out: `${GATED} Ada lets changes pass until 2026-06-30T13:00:00.000Z: A fix`,
      err: '',
    });
  });

  it('cannot say without a service, a database, or a decision: exit status 2', async () => {
    expect(await run('reader', 'check', '--service', 'Nowhere')).toEqual({
      status: 2,
      out: '',
      err: 'There is no service "Nowhere". Services are known by their exact name; see: sre-metrics gate status',
    });
    expect(await run('reader', 'check')).toMatchObject({ status: 2, out: '' });
    expect(await run('reader', 'check', '--service', 'Shop', '--criticality', 'high')).toMatchObject({ status: 2 });
    const nowhere = 'postgres://nobody@127.0.0.1:1/none';
    expect(await sreMetrics(['gate', 'check', '--service', 'Shop', '--url', nowhere], {})).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('127.0.0.1:1') as string,
    });
    await client.query('alter function stackflow.decide_gate rename to decide_gate_away');
    expect(await run('reader', 'check', '--service', 'Shop')).toMatchObject({ status: 2, out: '' });
    await client.query('alter function stackflow.decide_gate_away rename to decide_gate');
  });
});

it('status and blocked tell what is so', async () => {
  const { id } = await insertChange(client, { state: 'implementing' });
  const held = `${GATED.replace('Shop is gated.', 'Shop: gated since 2026-06-30 10:43 UTC.')} 1 change held.`;
  expect(await run('reader', 'status')).toEqual({
    status: 0,
    out: [
      'The gate is installed: it holds changes. Where it cannot decide, its policy is open.',
      held,
      'Search: not gated',
      'Wiki: not gated, no SLO',
    ].join('\n'),
    err: '',
  });
  expect((await run('reader', 'status', '--service', 'Wiki')).out).toMatch(/\nWiki: not gated, no SLO$/);
  expect((await run('reader', 'blocked')).out).toBe(
    `${id} Shop: "A change", held since 2026-06-30 12:00 UTC, from implementing to implementing. ${GATED.replace('Shop is gated. ', '')}\n1 change held.`
  );
  expect((await run('reader', 'blocked', '--service', 'Wiki')).out).toBe('0 changes held.');
});

it('an override comes, is listed, and ends', async () => {
  const add = ['override', 'add', '--service', 'Shop', '--hours', '1.5', '--reason', 'A fix', '--as', 'Ada'];
  const { status, out } = await run('editor', ...add);
  expect({ status, out }).toEqual({
    status: 0,
    out: expect.stringMatching(/^Changes of Shop pass until [-\d]+ [:\d]+ UTC: override \d+\.$/) as string,
  });
  const id = /override (\d+)/.exec(out)?.[1] ?? '';
  // By the clock of PostgreSQL, which overrides begin by.
  await setClock(client, new Date(Date.now() + 60_000).toISOString());
  expect((await run('reader', 'override', 'list')).out).toMatch(
    new RegExp(`^${id} Shop: active, .* UTC to .* UTC\\. Ada: A fix$`)
  );
  expect(await run('editor', 'override', 'end', id)).toEqual({ status: 0, out: `Override ${id} is ended.`, err: '' });
  expect((await run('reader', 'override', 'list')).out).toContain(`ended by ${users.editor}`);
  expect(await run('editor', 'override', 'end', id)).toMatchObject({
    status: 1,
    err: `Override ${id} is over already.`,
  });
  expect(await run('editor', 'override', 'end', '999')).toMatchObject({
    status: 1,
    err: 'There is no override 999. See: sre-metrics gate override list',
  });
});

it.each([
  [['override', 'add', '--service', 'Shop', '--hours', '721', '--reason', 'A fix'], 2, 'at most 720'],
  [['override', 'add', '--service', 'Shop', '--hours', '0.000000001', '--reason', 'A fix'], 2, 'at least 0.1'],
  [['override', 'add', '--service', 'Shop', '--hours', '1e-9', '--reason', 'A fix'], 2, 'a number of hours'],
  [['override', 'add', '--service', 'Shop', '--hours', 'NaN', '--reason', 'A fix'], 2, 'a number of hours'],
  [['override', 'add', '--service', 'Shop', '--hours', '', '--reason', 'A fix'], 2, 'a number of hours'],
  [['override', 'add', '--service', 'Shop', '--hours', '1', '--reason', ' '], 2, 'It must say something'],
  [
    ['override', 'add', '--service', 'Nowhere', '--hours', '1', '--reason', 'A fix'],
    1,
    'There is no service "Nowhere"',
  ],
  [['override', 'end', 'all'], 2, 'It must be a whole number'],
  [['release', '7'], 2, "required option '--reason <text>'"],
])('refuses %j', async (args, status, err) => {
  expect(await run('editor', ...args)).toEqual({ status, out: '', err: expect.stringContaining(err) as string });
});

it('releases one change, by whom and why', async () => {
  const { id } = await insertChange(client, { state: 'scheduled' });
  expect(await run('editor', 'release', id, '--reason', 'It helps', '--as', 'Ada')).toEqual({
    status: 0,
    out: `Change ${id} is scheduled again.`,
    err: '',
  });
  expect(await stateOf(client, id)).toBe('scheduled');
  const { rows } = await client.query('select ended_by, end_kind, end_reason from stackflow.gate_holds');
  expect(rows).toEqual([{ ended_by: 'Ada', end_kind: 'released', end_reason: 'It helps' }]);
  expect(await run('editor', 'release', id, '--reason', 'It helps')).toEqual({
    status: 1,
    out: '',
    err: `The gate does not hold change ${id}. See: sre-metrics gate blocked`,
  });
});

it('says and sets the policy', async () => {
  expect((await run('reader', 'policy')).out).toBe('Where the gate cannot decide, non-critical changes pass (open).');
  expect((await run('writer', 'policy', 'closed')).out).toBe(
    'Where the gate cannot decide, non-critical changes wait (closed).'
  );
  const { rows } = await client.query('select when_undecidable, updated_by from stackflow.gate_policy');
  expect(rows).toEqual([{ when_undecidable: 'closed', updated_by: users.writer }]);
});

it('tells a user without the right which role it takes', async () => {
  const { id } = await insertChange(client, { state: 'scheduled' });
  const lacks = (action: string, roles: string) =>
    `User "${users.reader}" may not ${action} in database "${database.name}". Let an administrator run: grant ${roles} to "${users.reader}";`;
  const edit = lacks('override the change gate or release changes', 'sre_metrics_reader, sre_metrics_gate_editor');
  const add = ['override', 'add', '--service', 'Shop', '--hours', '1', '--reason', 'A fix'];
  expect(await run('reader', ...add)).toEqual({ status: 1, out: '', err: edit });
  expect(await run('reader', 'release', id, '--reason', 'Mine')).toEqual({ status: 1, out: '', err: edit });
  expect(await run('reader', 'policy', 'closed')).toEqual({
    status: 1,
    out: '',
    err: lacks("set the change gate's policy", 'sre_metrics_writer'),
  });
  expect(await holds(client)).toMatchObject([{ end_kind: null }]);
});
