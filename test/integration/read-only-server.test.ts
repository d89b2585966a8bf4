import type { Pool } from 'pg';

import { inPoolTransaction } from '../../src/backend/aurora/transaction';
import { openPool } from '../../src/backend/environment/open-pool';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { until } from '../support/until';

/**
 * A failover that keeps connections open: those that are open only read from then on, new ones may
 * write. PostgreSQL plays it by a setting that sessions take over when they begin.
 */

const INSERT = "insert into stackflow.services (name) values ('Shop') returning name";
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let database: TestDatabase;
let user: string;
let password: string;
let pool: Pool;

const failOver = (isOld: boolean) =>
  database.client.query(`alter role ${user} set default_transaction_read_only = ${isOld ? 'on' : 'off'}`);

beforeEach(async () => {
  database = await createTestDatabase();
  ({ user, password } = await database.createUser('sre_metrics_writer'));
  await failOver(true);
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const lasting = (maxLifetimeSeconds?: number) => {
  const { host, port, name } = database;
  const options = { max: 1, ...(maxLifetimeSeconds !== undefined && { maxLifetimeSeconds }) };
  ({ pool } = openPool({ host, port, user, password, database: name }, SILENT, options));
  return pool;
};

it.each([
  ['a statement', (): Promise<unknown> => pool.query(INSERT)],
  ['a transaction', (): Promise<unknown> => inPoolTransaction(pool, (client) => client.query(INSERT))],
])("drops a worker's connection that cannot write any more: %s", async (_what, write) => {
  lasting();
  await pool.query('select 1');
  await failOver(false);
  await expect(write()).rejects.toMatchObject({ code: '25006' });
  expect(await write()).toMatchObject({ rows: [{ name: 'Shop' }] });
});

it('keeps no connection beyond its age', async () => {
  lasting(1);
  const processId = async () => (await pool.query<{ id: number }>('select pg_backend_pid() as id')).rows[0]?.id;
  const first = await processId();
  await until(async () => (await processId()) !== first);
});
