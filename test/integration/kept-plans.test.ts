import { Client } from 'pg';

import { KeptPlans } from '../../src/backend/aurora/kept-plans';
import type { Planning, Statement } from '../../src/backend/aurora/statement';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';

/** Which plans connections keep, and what happens where one gets lost. */

let database: TestDatabase;
let session: Client;
let plans: KeptPlans;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  const { host, port, name, adminUser, adminPassword } = database;
  session = new Client({ host, port, database: name, user: adminUser, password: adminPassword });
  await session.connect();
  plans = new KeptPlans();
  await database.client.query('drop table if exists counted; create table counted (n int)');
  await database.client.query('insert into counted select * from generate_series(1, 10)');
});
afterEach(() => session.end());

const statement = (planning: Planning, text: string, ...values: unknown[]): Statement => ({ text, values, planning });
const upTo = (n: number) => statement('kept', 'select max(c.n) as n from counted as c where c.n <= $1::int', n);
const NEVER = new AbortController().signal;
const run = (one: Statement) => plans.run(session, one, NEVER);

/** Of each plan that the session keeps, how often it ran, and how often one was made for the values. */
async function kept() {
  const { rows } = await session.query<{ generic: number; custom: number }>(
    `select p.generic_plans::int as generic, p.custom_plans::int as custom
     from pg_prepared_statements as p order by p.prepare_time`
  );
  return rows;
}

it('plans a statement once for all values', async () => {
  expect([await run(upTo(3)), await run(upTo(7)), await run(upTo(0))]).toEqual([[{ n: 3 }], [{ n: 7 }], [{ n: null }]]);
  expect(await kept()).toEqual([{ generic: 3, custom: 0 }]);
});

it('plans others for their values, also after one whose plan is kept', async () => {
  const mode = statement('fresh', `select current_setting('plan_cache_mode') as mode, $1::int as n`, 1);
  await run(upTo(3));
  expect(await run(mode)).toEqual([{ mode: 'auto', n: 1 }]);
  await run(upTo(4));
  expect(await kept()).toEqual([{ generic: 2, custom: 0 }]);
});

it('keeps 50 plans, and forgets the one that was not used for longest', async () => {
  const texts = Array.from({ length: 51 }, (_, index) => statement('kept', `select $1::int + ${index} as n`, 1));
  const [first, second, ...others] = texts;
  const all = [first, second, ...others.slice(0, -1), first, others.at(-1), second].flatMap((one) => one ?? []);
  for (const one of all) {
    expect(await run(one)).toEqual([{ n: 1 + texts.indexOf(one) }]);
  }
  const { rows } = await session.query<{ text: string; runs: number }>(
    'select p.statement as text, p.generic_plans::int as runs from pg_prepared_statements as p'
  );
  const runs = new Map(rows.map(({ text, runs }) => [text, runs]));
  expect(runs.size).toBe(50);
  // The second went for the last, and came back for the third.
  expect([first, second, ...others].map((one) => runs.get(one?.text ?? ''))).toEqual([
    ...[2, 1, undefined],
    ...others.slice(1).map(() => 1),
  ]);
});

it('goes on to keep plans where the one to forget never came to be', async () => {
  await expect(run(statement('kept', 'select no_such_column'))).rejects.toMatchObject({ code: '42703' });
  for (const n of Array.from({ length: 51 }).keys()) {
    await run(statement('kept', `select ${n} as n`));
  }
  expect(await kept()).toHaveLength(50);
});

it('keeps plans of each connection', async () => {
  const { host, port, name, adminUser: user, adminPassword: password } = database;
  const other = new Client({ host, port, database: name, user, password });
  await other.connect();
  expect([await run(upTo(3)), await plans.run(other, upTo(4), NEVER)]).toEqual([[{ n: 3 }], [{ n: 4 }]]);
  await other.end();
});

it('does not send a statement that is aborted while the connection is made ready for it', async () => {
  const controller = new AbortController();
  const running = plans.run(session, upTo(3), controller.signal);
  controller.abort(new Error('gone'));
  await expect(running).rejects.toThrow('gone');
  expect(await kept()).toEqual([]);
  expect(await run(upTo(3))).toEqual([{ n: 3 }]);
});

describe('where a plan is lost', () => {
  beforeEach(() => run(upTo(3)));

  // So do proxies that give a connection to whoever is next.
  it('plans anew where the session has forgotten it, and keeps no more', async () => {
    await session.query('deallocate all');
    expect(await run(upTo(4))).toEqual([{ n: 4 }]);
    expect(await run(upTo(5))).toEqual([{ n: 5 }]);
    expect(await kept()).toEqual([]);
    expect(plans.suits(session, upTo(6))).toBe(false);
  });

  it('plans anew where another made one of the name', async () => {
    connectionOf(session).parsedStatements = {};
    expect(await run(upTo(4))).toEqual([{ n: 4 }]);
    expect(await kept()).toEqual([{ generic: 1, custom: 0 }]);
  });

  it('plans anew where a column has another type now', async () => {
    await database.client.query('alter table counted alter column n type text using n::text');
    const asText = statement('kept', 'select max(c.n) as n from counted as c where c.n::int <= $1::int', 4);
    await run(asText);
    await database.client.query('alter table counted alter column n type int using n::int');
    expect(await run(asText)).toEqual([{ n: 4 }]);
  });

  it('plans anew where a parameter is compared with another type now', async () => {
    const alike = (n: unknown) => statement('kept', 'select count(*)::int as n from counted as c where c.n = $1', n);
    expect(await run(alike(3))).toEqual([{ n: 1 }]);
    await database.client.query('alter table counted alter column n type text using n::text');
    expect(await run(alike('4'))).toEqual([{ n: 1 }]);
  });

  it('throws all other errors, and keeps plans', async () => {
    const divided = (by: number) => statement('kept', 'select 12 / $1::int as n', by);
    await expect(run(divided(0))).rejects.toMatchObject({ code: '22012' });
    expect(await run(divided(4))).toEqual([{ n: 3 }]);
    expect(await kept()).toHaveLength(2);
  });
});

/** Which statements `pg` believes the session to know; its types do not tell. */
function connectionOf(client: Client): { parsedStatements: Readonly<Record<string, string>> } {
  return (client as unknown as { connection: { parsedStatements: Readonly<Record<string, string>> } }).connection;
}
