import { Client } from 'pg';

import { installGate } from '../../src/backend/cli/gate/enforce';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes } from '../support/downtimes';
import {
  RECOVERED,
  after,
  gateShop,
  holds,
  insertChange,
  putChange,
  release,
  setClock,
  stateOf,
  takeClock,
} from '../support/gate';
import { until } from '../support/until';

/** Many write and release at once, and some break down. */

let database: TestDatabase;
let client: Client;
const opened: Client[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  ({ client } = database);
  await takeClock(client);
  await installGate(client);
});
afterAll(() => database.drop());
beforeEach(() => gateShop(client));
afterEach(async () => {
  await Promise.all(opened.splice(0).map((other) => other.end()));
});

async function connect(): Promise<Client> {
  const { host, port, adminUser, adminPassword, name } = database;
  const other = new Client({ host, port, user: adminUser, password: adminPassword, database: name });
  other.on('error', () => undefined);
  await other.connect();
  opened.push(other);
  return other;
}

interface Write {
  readonly id: string;
  readonly state: string;
  readonly began: number;
  readonly ended: number;
}

/** Inserts changes of Search one after the other until it is enough. */
async function keepWriting(isEnough: () => boolean): Promise<readonly Write[]> {
  const writer = await connect();
  const writes: Write[] = [];
  while (!isEnough()) {
    const began = performance.now();
    const { id, state } = await insertChange(writer, { service: 'Search', state: 'scheduled' });
    writes.push({ id, state, began, ended: performance.now() });
  }
  return writes;
}

it('while a budget crosses zero and comes back, each change is judged by what is so, and released once', async () => {
  let isEnough = false;
  const writing = Array.from({ length: 4 }, () => keepWriting(() => isEnough));
  const written = async (state: string) => {
    const { rows } = await client.query('select from stackflow.change_records where state = $1', [state]);
    return rows.length;
  };
  await until(async () => (await written('scheduled')) >= 20);
  const before = performance.now();
  await insertDowntimes(client, [{ service: 'Search', incident: 'late', from: after(-120), to: after(-60) }]);
  const afterwards = performance.now();
  await until(async () => (await written('blocked')) >= 20);
  isEnough = true;
  const writes = (await Promise.all(writing)).flat();

  const statesOf = (some: readonly Write[]) => [...new Set(some.map(({ state }) => state))];
  expect(statesOf(writes.filter(({ ended }) => ended < before))).toEqual(['scheduled']);
  expect(statesOf(writes.filter(({ began }) => began > afterwards))).toEqual(['blocked']);
  const blocked = writes.filter(({ state }) => state === 'blocked').map(({ id }) => id);
  const held = (await holds(client)).map(({ change_id: id }) => id);
  expect(held.toSorted()).toEqual(blocked.toSorted());

  await client.query(`delete from stackflow.incidents where external_id = 'late'`);
  const workers = [await connect(), await connect(), await connect()];
  const released = (await Promise.all(workers.map((worker) => releaseAll(worker)))).flat();
  expect(released.toSorted()).toEqual(blocked.toSorted());
  expect(await written('scheduled')).toBe(writes.length);
});

/** Releases in small steps, as long as there is something. */
async function releaseAll(worker: Client): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    const some = await release(worker, 3);
    if (some.length === 0) {
      return ids;
    }
    ids.push(...some.map(({ changeId }) => changeId));
  }
}

it('a worker that is cut off has released nothing, and the next releases each change once', async () => {
  const ids = [];
  for (let count = 0; count < 5; count += 1) {
    ids.push((await insertChange(client, { state: 'implementing' })).id);
  }
  await setClock(client, RECOVERED);
  const worker = await connect();
  const { rows } = await worker.query<{ pid: number }>('select pg_backend_pid() as pid');
  await worker.query('begin');
  expect(await release(worker)).toHaveLength(5);
  // Another neither waits for it nor takes its changes.
  expect(await release(client)).toEqual([]);
  // Returns once it is gone.
  await client.query('select pg_terminate_backend($1, 10000)', [rows[0]?.pid]);
  expect((await holds(client)).map(({ end_kind: kind }) => kind)).toEqual(Array(5).fill(null));
  expect((await release(client)).map(({ changeId }) => changeId)).toEqual(ids);
  expect(await release(client)).toEqual([]);
  expect((await holds(client)).map(({ end_kind: kind }) => kind)).toEqual(Array(5).fill('recovered'));
});

it('a change that its owner is writing is left for the next time', async () => {
  const [first, second] = [
    await insertChange(client, { state: 'scheduled' }),
    await insertChange(client, { state: 'scheduled' }),
  ];
  await setClock(client, RECOVERED);
  const owner = await connect();
  await owner.query('begin');
  await owner.query(`update stackflow.change_records set title = 'Mine' where id = $1`, [first.id]);
  expect(await release(client)).toMatchObject([{ changeId: second.id }]);
  await owner.query('commit');
  expect(await release(client)).toMatchObject([{ changeId: first.id }]);
});

it('a change that waits for others longer than its program wants is refused, and does not pass', async () => {
  const { id } = await insertChange(client, { state: 'draft' });
  await putChange(client, id, 'scheduled');
  const [keeper, program] = [await connect(), await connect()];
  await keeper.query('begin');
  await keeper.query('select from stackflow.gate_holds for update');
  await program.query(`set lock_timeout = '50ms'`);
  await expect(putChange(program, id, 'implementing')).rejects.toThrow('lock timeout');
  await keeper.query('rollback');
  expect(await stateOf(client, id)).toBe('blocked');
});

it('a transaction that was left open keeps nobody waiting', async () => {
  const [one, other] = [await connect(), await connect()];
  await one.query('begin');
  await insertChange(one, { state: 'scheduled' });
  await other.query(`set lock_timeout = '2s'`);
  const { id, state } = await insertChange(other, { state: 'scheduled' });
  expect(state).toBe('blocked');
  await one.query('rollback');
  expect(await holds(client)).toMatchObject([{ change_id: id }]);
});

it('an insert that turns out to be an update, as another was faster, is judged as the update', async () => {
  const insert = `insert into stackflow.change_records (service_id, title, change_type, state, external_id)
    select s.id, 'One', 'deployment', $1, 'one' from stackflow.services as s where s.name = 'Shop'
    on conflict (external_id) do update set state = excluded.state returning id::text, state`;
  const [faster, slower] = [await connect(), await connect()];
  await faster.query('begin');
  const { rows } = await faster.query<{ id: string }>(insert, ['draft']);
  const id = rows[0]?.id ?? '';
  const late = slower.query<{ state: string }>(insert, ['implementing']);
  const slowerProcess =
    "datname = current_database() and wait_event_type = 'Lock' and query like 'insert into stackflow.change_records%'";
  await until(
    async () => (await client.query(`select from pg_stat_activity where ${slowerProcess}`)).rows.length === 1
  );
  await faster.query('commit');
  expect((await late).rows).toEqual([{ id, state: 'blocked' }]);
  expect(await holds(client)).toEqual([
    { change_id: id, came_from: 'draft', wanted_state: 'implementing', end_kind: null },
  ]);
  await setClock(client, RECOVERED);
  await release(client);
  expect(await stateOf(client, id)).toBe('draft');
});

it("an insert that passed and then was not needed leaves its owner's block alone", async () => {
  await client.query(
    `insert into stackflow.gate_overrides (service_id, reason, created_by, created_at, until_at)
     select id, 'A fix', 'Ada', $1, $2 from stackflow.services where name = 'Shop'`,
    [after(-1), after(60)]
  );
  const insert = `insert into stackflow.change_records (service_id, title, change_type, state, external_id)
    select s.id, 'One', 'deployment', $1, 'one' from stackflow.services as s where s.name = 'Shop'
    on conflict (external_id) do nothing`;
  const [faster, slower] = [await connect(), await connect()];
  await faster.query('begin');
  await faster.query(insert, ['draft']);
  await slower.query('begin');
  const late = slower.query(insert, ['implementing']);
  const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await until(async () => (await client.query(waits)).rows.length === 1);
  await faster.query('commit');
  await late;
  await slower.query(`update stackflow.change_records set state = 'blocked' where external_id = 'one'`);
  await slower.query('commit');
  expect((await client.query('select state from stackflow.change_records')).rows).toEqual([{ state: 'blocked' }]);
});
