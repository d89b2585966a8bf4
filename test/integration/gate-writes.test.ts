import { Client } from 'pg';

import { installGate } from '../../src/backend/cli/gate/enforce';
import { releaseRecovered } from '../../src/backend/metrics/gate/refresh-gate';
import { releaseChange } from '../../src/backend/metrics/gate/release-change';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import {
  NOW,
  RECOVERED,
  after,
  gateShop,
  holds,
  insertChange,
  outcomes,
  putChange,
  release,
  setClock,
  stateOf,
  takeClock,
} from '../support/gate';
import { readerOn } from '../support/reader';

/** What the installed gate does to writes of change records. */

const NEVER = new AbortController().signal;

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ client } = database);
  await takeClock(client);
  await installGate(client);
});
afterAll(() => database.drop());
beforeEach(() => gateShop(client));

describe('a non-critical change of a gated service', () => {
  it.each(['scheduled', 'implementing'])('that is inserted as %s is blocked, with the reason', async (state) => {
    const change = await insertChange(client, { state });
    expect(change.state).toBe('blocked');
    expect(await stateOf(client, change.id)).toBe('blocked');
    const { rows } = await client.query(
      'select change_id::text, came_from, wanted_state, held_at, reason, slo, target_percent::float8, used_us::float8, since from stackflow.gate_holds'
    );
    expect(rows).toEqual([
      {
        change_id: change.id,
        came_from: state,
        wanted_state: state,
        held_at: new Date(NOW),
        reason: 'The error budget of SLO "availability" (99.9 % over 30 days) is used up: 60 of 43.2 minutes.',
        slo: 'availability',
        target_percent: 99.9,
        used_us: 3_600_000_000,
        // 43.2 minutes after the downtime began.
        since: new Date(after(-120 + 43.2)),
      },
    ]);
    expect(await outcomes(client)).toEqual(['blocked']);
  });

  it.each([
    ['draft', 'scheduled'],
    ['draft', 'implementing'],
    ['closed', 'implementing'],
  ])('goes from %s to blocked and not to %s', async (from, requested) => {
    const { id } = await insertChange(client, { state: from });
    expect((await putChange(client, id, requested)).state).toBe('blocked');
    expect(await holds(client)).toEqual([{ change_id: id, came_from: from, wanted_state: requested, end_kind: null }]);
  });

  it.each(['draft', 'closed', 'cancelled', 'blocked'])('may be %s', async (state) => {
    const { id } = await insertChange(client, { state });
    expect(await stateOf(client, id)).toBe(state);
    expect(await holds(client)).toEqual([]);
  });

  it('stays blocked when it is put on again, and remembers what was wanted last', async () => {
    const { id } = await insertChange(client, { state: 'draft' });
    await putChange(client, id, 'scheduled');
    expect((await putChange(client, id, 'implementing')).state).toBe('blocked');
    // The same again is no other decision.
    expect((await putChange(client, id, 'implementing')).state).toBe('blocked');
    expect(await holds(client)).toEqual([
      { change_id: id, came_from: 'draft', wanted_state: 'implementing', end_kind: null },
    ]);
    expect(await outcomes(client)).toEqual(['blocked', 'blocked']);
  });

  it.each(['cancelled', 'closed', 'draft'])('may be put to %s by its owner, which ends the hold', async (state) => {
    const { id } = await insertChange(client, { state: 'scheduled' });
    expect((await putChange(client, id, state)).state).toBe(state);
    expect(await holds(client)).toMatchObject([{ end_kind: 'withdrawn' }]);
    await setClock(client, RECOVERED);
    expect(await release(client)).toEqual([]);
    expect(await stateOf(client, id)).toBe(state);
  });

  it('goes on where it is under way when the budget ends', async () => {
    await setClock(client, after(-120 + 43));
    const { id, state } = await insertChange(client, { state: 'scheduled' });
    expect(state).toBe('scheduled');
    await setClock(client, NOW);
    await client.query(`update stackflow.change_records set title = 'Renamed', state = 'scheduled' where id = $1`, [
      id,
    ]);
    expect(await stateOf(client, id)).toBe('scheduled');
    expect((await putChange(client, id, 'implementing')).state).toBe('blocked');
  });
});

describe('what passes', () => {
  it.each(['Search', 'Wiki'])('every change of %s, without a word', async (service) => {
    expect((await insertChange(client, { service, state: 'implementing' })).state).toBe('implementing');
    expect(await outcomes(client)).toEqual([]);
  });

  it('a critical change, which is on record', async () => {
    expect((await insertChange(client, { state: 'implementing', criticality: 'critical' })).state).toBe('implementing');
    const { id } = await insertChange(client, { state: 'draft', criticality: 'critical' });
    expect((await putChange(client, id, 'scheduled')).state).toBe('scheduled');
    expect(await outcomes(client)).toEqual(['critical', 'critical']);
  });

  it('every change, once the service is retired', async () => {
    await client.query(`update stackflow.services set retired_at = $1 where name = 'Shop'`, [NOW]);
    expect((await insertChange(client, { state: 'implementing' })).state).toBe('implementing');
  });

  it('a change during an override, to the moment', async () => {
    await client.query(
      `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
       select id, 'A fix', 'Ada', $1, $2 from stackflow.services where name = 'Shop'`,
      [NOW, after(60)]
    );
    const states = [];
    for (const at of [after(-0.001), NOW, after(59.999), after(60)]) {
      await setClock(client, at);
      states.push((await insertChange(client, { state: 'implementing' })).state);
    }
    expect(states).toEqual(['blocked', 'implementing', 'implementing', 'blocked']);
    expect(await outcomes(client)).toEqual(['blocked', 'override', 'override', 'blocked']);
    await setClock(client, after(30));
    await client.query('update stackflow.gate_overrides set ended_at = $1, ended_by = $2', [after(20), 'Grace']);
    expect((await insertChange(client, { state: 'implementing' })).state).toBe('blocked');
  });

  it('a change that an Editor released, until it is closed', async () => {
    const { id } = await insertChange(client, { state: 'scheduled' });
    const request = { changeId: id, by: 'Ada', reason: 'It helps' };
    expect(await releaseChange(readerOn(client), request, NEVER)).toEqual({ kind: 'released', state: 'scheduled' });
    expect((await putChange(client, id, 'implementing')).state).toBe('implementing');
    expect(await outcomes(client)).toEqual(['blocked', 'released', 'released']);
    expect(await holds(client)).toMatchObject([{ end_kind: 'released' }]);
    await putChange(client, id, 'closed');
    // Whatever its program writes into closed_at, or does not.
    await putChange(client, id, 'draft');
    expect((await putChange(client, id, 'implementing')).state).toBe('blocked');
    expect(await releaseChange(readerOn(client), { ...request, changeId: '999' }, NEVER)).toEqual({ kind: 'notHeld' });
  });
});

describe('what is held goes on', () => {
  it('when the budget is back, the oldest first, to where it came from', async () => {
    const first = await insertChange(client, { state: 'implementing' });
    const second = await insertChange(client, { state: 'draft' });
    await putChange(client, second.id, 'scheduled');
    const third = await insertChange(client, { state: 'scheduled' });
    expect(await release(client)).toEqual([]);
    await setClock(client, RECOVERED);
    const released = [...(await release(client, 2)), ...(await release(client))];
    expect(released.map(({ changeId, state, because }) => [changeId, state, because])).toEqual([
      [first.id, 'implementing', 'recovered'],
      [second.id, 'draft', 'recovered'],
      [third.id, 'scheduled', 'recovered'],
    ]);
    expect(await release(client)).toEqual([]);
  });

  it('when an override comes, and when it becomes critical', async () => {
    const { id } = await insertChange(client, { state: 'scheduled' });
    const urgent = await insertChange(client, { state: 'implementing' });
    await client.query(`update stackflow.change_records set criticality = 'critical' where id = $1`, [urgent.id]);
    expect(await release(client)).toMatchObject([{ changeId: urgent.id, because: 'critical', state: 'implementing' }]);
    await client.query(
      `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
       select id, 'A fix', 'Ada', $1, $2 from stackflow.services where name = 'Shop'`,
      [NOW, after(60)]
    );
    expect(await release(client)).toMatchObject([{ changeId: id, because: 'override', state: 'scheduled' }]);
  });

  it('no further than was wanted last', async () => {
    const { id } = await insertChange(client, { state: 'implementing' });
    await putChange(client, id, 'scheduled');
    await setClock(client, RECOVERED);
    expect(await release(client)).toMatchObject([{ changeId: id, state: 'scheduled' }]);
  });

  it.each(['closed', 'cancelled', 'blocked'])('to where it was wanted, out of %s', async (state) => {
    const first = await insertChange(client, { state });
    const second = await insertChange(client, { state });
    await putChange(client, first.id, 'implementing');
    await putChange(client, second.id, 'scheduled');
    const request = { changeId: first.id, by: 'Ada', reason: 'It helps' };
    expect(await releaseChange(readerOn(client), request, NEVER)).toEqual({ kind: 'released', state: 'implementing' });
    await setClock(client, RECOVERED);
    expect(await release(client)).toMatchObject([{ changeId: second.id, state: 'scheduled' }]);
  });

  it('in batches that go on after those that cannot be written', async () => {
    const stuck = await insertChange(client, { state: 'scheduled' });
    const free = await insertChange(client, { state: 'scheduled' });
    await client.query(`
      create function public.refuse() returns trigger language plpgsql as $$ begin raise 'Not now'; end $$;
      create trigger refuse before update on stackflow.change_records
        for each row when (new.id = ${stuck.id}) execute function public.refuse()`);
    await setClock(client, RECOVERED);
    const batch = (after: string | null) => releaseRecovered(readerOn(client), { most: 1, after }, NEVER);
    const first = await batch(null);
    expect(first).toMatchObject({ released: [], failures: [{ changeId: stuck.id, text: 'Not now' }] });
    const second = await batch(first.next);
    expect(second).toMatchObject({ released: [{ changeId: free.id }], failures: [] });
    expect(await batch(second.next)).toEqual({ released: [], failures: [], next: null });
    await client.query('drop function public.refuse cascade');
    expect(await release(client)).toMatchObject([{ changeId: stuck.id }]);
  });

  it('when its owner puts it on after the recovery, before the worker came', async () => {
    const { id } = await insertChange(client, { state: 'scheduled' });
    await setClock(client, RECOVERED);
    expect((await putChange(client, id, 'implementing')).state).toBe('implementing');
    expect(await holds(client)).toMatchObject([{ end_kind: 'recovered' }]);
    expect(await release(client)).toEqual([]);
  });
});

describe("other programs' writes", () => {
  const rowOf = async (id: string) => {
    const { rows } = await client.query<{ row: object }>(
      `select to_jsonb(c) - 'state' - 'id' - 'service_id' as row from stackflow.change_records as c where c.id = $1`,
      [id]
    );
    return rows[0]?.row;
  };

  it('keep every other column', async () => {
    const insert = (service: string) =>
      client.query<{ id: string }>(
        `insert into stackflow.change_records
           (service_id, title, change_type, state, environment, created_at, implementation_start_at, url, updated_at)
         values ((select id from stackflow.services where name = $1), 'One', 'normal', 'implementing', 'staging',
           '2026-01-01', '2026-01-02', 'https://changes.example/1', '2026-01-03')
         returning id::text`,
        [service]
      );
    const [held, free] = [(await insert('Shop')).rows[0]?.id ?? '', (await insert('Search')).rows[0]?.id ?? ''];
    expect(await stateOf(client, held)).toBe('blocked');
    expect(await rowOf(held)).toEqual(await rowOf(free));
  });

  it('commit whole, with what is held and what is not, or leave nothing', async () => {
    const insert = `insert into stackflow.change_records (service_id, title, change_type, state)
      select s.id, n::text, 'deployment', 'scheduled'
      from stackflow.services as s cross join generate_series(1, 3) as n`;
    const states = async () => {
      const { rows } = await client.query<object>(
        `select s.name, c.state, count(*)::int as n, count(distinct c.xmin::text)::int as transactions
         from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id group by 1, 2 order by 1`
      );
      return rows;
    };
    await client.query('begin');
    await client.query(insert);
    await client.query('rollback');
    expect([await states(), await holds(client), await outcomes(client)]).toEqual([[], [], []]);
    await client.query('begin');
    await client.query(insert);
    await client.query('commit');
    expect(await states()).toEqual([
      { name: 'Search', state: 'scheduled', n: 3, transactions: 1 },
      { name: 'Shop', state: 'blocked', n: 3, transactions: 1 },
      { name: 'Wiki', state: 'scheduled', n: 3, transactions: 1 },
    ]);
    expect(await holds(client)).toHaveLength(3);
  });

  it('need no right on anything but the records', async () => {
    const { user, password } = await database.createUser('sre_metrics_reader');
    await client.query(`revoke sre_metrics_reader from ${user}`);
    await client.query(`grant usage on schema stackflow to ${user}`);
    await client.query(`grant insert, update, select on stackflow.change_records to ${user}`);
    const { host, port, name } = database;
    const program = new Client({ host, port, database: name, user, password });
    await program.connect();
    try {
      const { rows } = await program.query<{ id: string; state: string }>(
        `insert into stackflow.change_records (service_id, title, change_type, state)
         values (${await idOf('Shop')}, 'One', 'deployment', 'draft') returning id::text, state`
      );
      expect((await putChange(program, rows[0]?.id ?? '', 'implementing')).state).toBe('blocked');
      await expect(program.query('select * from stackflow.gate_holds')).rejects.toThrow('permission denied');
    } finally {
      await program.end();
    }
    await client.query(`drop owned by ${user}`);
  });

  it('may insert what is there already', async () => {
    const upsert = (state: string, action: string) =>
      client.query(
        `insert into stackflow.change_records (service_id, title, change_type, state, external_id)
         values (${shop}, 'One', 'deployment', $1, 'one') on conflict (external_id) ${action}`,
        [state]
      );
    const shop = await idOf('Shop');
    const update = 'do update set state = excluded.state, title = excluded.title';
    await upsert('draft', update);
    await upsert('implementing', 'do nothing');
    expect(await holds(client)).toEqual([]);
    await upsert('implementing', update);
    expect(await holds(client)).toMatchObject([{ came_from: 'draft', wanted_state: 'implementing', end_kind: null }]);
    await upsert('cancelled', update);
    expect(await holds(client)).toMatchObject([{ end_kind: 'withdrawn' }]);
    expect((await client.query('select from stackflow.gate_pending')).rows).toEqual([]);
  });
});

async function idOf(service: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select id from stackflow.services where name = $1', [service]);
  return rows[0]?.id ?? '';
}

describe('where the decision cannot be computed', () => {
  const warnings: string[] = [];

  beforeAll(() => {
    client.on('notice', ({ message = '' }) => warnings.push(message));
  });
  beforeEach(async () => {
    warnings.length = 0;
    await client.query('alter function stackflow.decide_gate rename to decide_gate_away');
  });
  afterEach(() => client.query('alter function stackflow.decide_gate_away rename to decide_gate'));

  it.each([
    ['open', 'implementing', 'undecidable_open'],
    ['closed', 'blocked', 'undecidable_closed'],
  ])('the policy %s makes it %s, and says so', async (policy, state, outcome) => {
    await client.query('update stackflow.gate_policy set when_undecidable = $1', [policy]);
    const inserted = await insertChange(client, { service: 'Wiki', state: 'implementing' });
    expect(inserted.state).toBe(state);
    const { id } = await insertChange(client, { service: 'Wiki', state: 'draft' });
    expect((await putChange(client, id, 'implementing')).state).toBe(state);
    expect(await outcomes(client)).toEqual([outcome, outcome]);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^The change gate could not decide about service \d+: function stackflow\.decide_gate/);
    expect((await insertChange(client, { state: 'implementing', criticality: 'critical' })).state).toBe('implementing');
  });

  it('what was blocked for it goes on once it can be', async () => {
    await client.query(`update stackflow.gate_policy set when_undecidable = 'closed'`);
    const { id } = await insertChange(client, { service: 'Wiki', state: 'implementing' });
    await expect(release(client)).rejects.toThrow('decide_gate');
    await client.query('alter function stackflow.decide_gate_away rename to decide_gate');
    expect(await release(client)).toMatchObject([{ changeId: id, state: 'implementing' }]);
    await client.query('alter function stackflow.decide_gate rename to decide_gate_away');
  });

  it.each([[['gate_holds']], [['gate_holds', 'gate_pending']]])(
    'a write goes through even without %j, where nothing can be kept of it',
    async (tables) => {
      await client.query('alter function stackflow.decide_gate_away rename to decide_gate');
      const { id } = await insertChange(client, { state: 'draft' });
      for (const table of tables) {
        await client.query(`alter table stackflow.${table} rename to ${table}_away`);
      }
      try {
        const inserted = await insertChange(client, { state: 'scheduled' });
        expect(await stateOf(client, inserted.id)).toBe('scheduled');
        expect((await putChange(client, id, 'implementing')).state).toBe('implementing');
        expect(warnings.at(-1)).toMatch(/^The change gate could not hold change \d+, which passes: /);
      } finally {
        for (const table of tables) {
          await client.query(`alter table stackflow.${table}_away rename to ${table}`);
        }
        await client.query('alter function stackflow.decide_gate rename to decide_gate_away');
      }
    }
  );
});

describe('an override', () => {
  it.each(['sre_metrics_gate_editor', 'sre_metrics_writer'] as const)(
    'is on record whatever a %s does',
    async (role) => {
      const { user, password } = await database.createUser(role);
      const { host, port, name } = database;
      const editor = new Client({ host, port, database: name, user, password });
      await editor.connect();
      try {
        const insert = `insert into stackflow.gate_overrides (service_id, reason, created_by, until_at)
        values (${await idOf('Shop')}, 'A fix', 'Ada', now() + interval '1 hour')`;
        await editor.query(insert);
        await expect(
          editor.query(insert.replace('until_at', 'until_at, db_user').replace(/\)$/, `, 'x')`))
        ).rejects.toThrow('permission denied');
        await expect(editor.query(`update stackflow.gate_overrides set reason = 'Another'`)).rejects.toThrow(
          'permission denied'
        );
        await editor.query(`update stackflow.gate_overrides set ended_at = '-infinity', ended_by = 'Ada'`);
        await expect(
          editor.query('update stackflow.gate_overrides set ended_at = null, ended_by = null')
        ).rejects.toThrow('is on record');
      } finally {
        await editor.end();
      }
      await expect(client.query(`update stackflow.gate_overrides set reason = 'Another'`)).rejects.toThrow(
        'is on record'
      );
      const { rows } = await client.query('select db_user, ended_at from stackflow.gate_overrides');
      expect(rows).toEqual([{ db_user: user, ended_at: new Date(NOW) }]);
    }
  );
});
