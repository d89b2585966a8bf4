import { Client } from 'pg';

import { installGate, uninstallGate } from '../../src/backend/cli/gate/enforce';
import { sreMetrics } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { gateShop, holds, insertChange, putChange, stateOf, takeClock } from '../support/gate';

/** Installing the gate, and taking it off again. */

let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  database = await createTestDatabase();
  ({ client } = database);
  await takeClock(client);
  await gateShop(client);
});
afterEach(() => database.drop());

/** What PostgreSQL knows of triggers, functions and rights, but for the numbers it gives them. */
async function catalogue(): Promise<unknown> {
  const { rows } = await client.query(`
    select
      (select jsonb_agg(to_jsonb(t) - 'oid' order by t.tgrelid, t.tgname) from pg_trigger as t where not t.tgisinternal) as triggers,
      (select jsonb_agg(to_jsonb(p) - 'oid' order by p.pronamespace, p.proname, p.proargtypes) from pg_proc as p
       where p.pronamespace = 'stackflow'::regnamespace) as functions,
      (select jsonb_agg(to_jsonb(c) - 'oid' - 'reltuples' - 'relpages' - 'relallvisible' - 'relallfrozen' - 'relfrozenxid'
          - 'relminmxid' - 'relfilenode' order by c.oid)
       from pg_class as c where c.relnamespace = 'stackflow'::regnamespace) as relations,
      (select count(*)::int from pg_depend as d where d.refobjid = 'stackflow.change_records'::regclass) as dependents,
      (select jsonb_agg(to_jsonb(a) - 'oid') from pg_default_acl as a) as rights
  `);
  return rows;
}

it('is off until it is installed', async () => {
  expect((await insertChange(client, { state: 'implementing' })).state).toBe('implementing');
  const { rows } = await client.query('select stackflow.gate_enforced() as enforced');
  expect(rows).toEqual([{ enforced: false }]);
});

it('holds once it is installed, however often', async () => {
  await installGate(client);
  const once = await catalogue();
  await installGate(client);
  expect(await catalogue()).toEqual(once);
  expect((await insertChange(client, { state: 'implementing' })).state).toBe('blocked');
  expect(await holds(client)).toHaveLength(1);
  const { rows } = await client.query('select stackflow.gate_enforced() as enforced');
  expect(rows).toEqual([{ enforced: true }]);
});

it('leaves no trace when it is uninstalled, and nothing blocked', async () => {
  const before = await catalogue();
  await installGate(client);
  const inserted = await insertChange(client, { state: 'implementing' });
  const updated = await insertChange(client, { state: 'draft' });
  await putChange(client, updated.id, 'scheduled');
  const theirs = await insertChange(client, { state: 'blocked' });
  expect(await uninstallGate(client)).toBe(2);
  expect(await catalogue()).toEqual(before);
  expect(await stateOf(client, inserted.id)).toBe('implementing');
  expect(await stateOf(client, updated.id)).toBe('draft');
  // What its owner blocked is its owner's.
  expect(await stateOf(client, theirs.id)).toBe('blocked');
  expect((await holds(client)).map(({ end_kind: kind }) => kind)).toEqual(['uninstalled', 'uninstalled']);
  expect((await insertChange(client, { state: 'implementing' })).state).toBe('implementing');
  expect(await uninstallGate(client)).toBe(0);
});

describe('the command line', () => {
  const urlOf = (user: string, password: string) =>
    `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`;
  const owner = () => urlOf(database.adminUser, database.adminPassword);
  const run = (url: string, ...args: string[]) => sreMetrics(['gate', ...args, '--url', url], {});

  it('installs and uninstalls, and tells', async () => {
    expect(await run(owner(), 'install')).toEqual({
      status: 0,
      out: 'The gate is installed. A worker releases what it holds; see: sre-metrics worker --help',
      err: '',
    });
    await insertChange(client, { state: 'implementing' });
    expect(await run(owner(), 'uninstall')).toEqual({
      status: 0,
      out: 'The gate is uninstalled. 1 held change went back.',
      err: '',
    });
  });

  it('names the owner to a user who is none, and works for its members', async () => {
    const { user, password } = await database.createUser('sre_metrics_writer');
    expect(await run(urlOf(user, password), 'install')).toEqual({
      status: 1,
      out: '',
      err: `User "${user}" may not change how stackflow.change_records is written: it belongs to "${database.adminUser}". Sign in as "${database.adminUser}", or let an administrator run: grant "${database.adminUser}" to "${user}";`,
    });
    const schemaOwner = await database.createUser('sre_metrics_writer');
    await client.query(`
      alter table stackflow.change_records owner to ${user};
      alter table stackflow.gate_holds owner to ${user};
      alter schema stackflow owner to ${schemaOwner.user};
      grant usage on schema stackflow to ${user};`);
    expect(await run(urlOf(user, password), 'install')).toEqual({
      status: 1,
      out: '',
      err: `User "${user}" may not create functions in the schema stackflow, which belongs to "${schemaOwner.user}". Let an administrator run: grant create on schema stackflow to "${user}";`,
    });
    await client.query(`grant create on schema stackflow to ${user}`);
    expect((await run(urlOf(user, password), 'install')).status).toBe(0);
    await client.query(`reassign owned by ${user}, ${schemaOwner.user} to current_user`);
    await client.query(`drop owned by ${user}, ${schemaOwner.user}`);
  });

  it('gives up where others do not let go of the records, and changes nothing', async () => {
    const other = new Client({ connectionString: owner() });
    await other.connect();
    await other.query('begin');
    await insertChange(other, { state: 'draft' });
    expect(await run(owner(), 'install')).toEqual({
      status: 1,
      out: '',
      err: 'Other programs kept stackflow.change_records for more than 5 seconds; nothing was changed. Try again, or look in pg_stat_activity for a transaction that was left open.',
    });
    await other.end();
    expect((await client.query('select stackflow.gate_enforced() as enforced')).rows).toEqual([{ enforced: false }]);
  });

  it('says what a database without the schema lacks', async () => {
    const empty = await createTestDatabase('template0');
    const { host, port, adminUser, adminPassword, name } = empty;
    expect(await run(`postgres://${adminUser}:${adminPassword}@${host}:${port}/${name}`, 'install')).toEqual({
      status: 1,
      out: '',
      err: 'The database\'s schema is missing or too old for the change gate. Run "sre-metrics migrate" against this database.',
    });
    await empty.drop();
  });
});
