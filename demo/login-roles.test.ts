import { randomBytes } from 'node:crypto';

import { Client } from 'pg';

import { createTestDatabase } from '../test/support/database';
import type { TestDatabase } from '../test/support/database';
import { ensureLogin } from './login-roles';

let database: TestDatabase;
const name = `it's a "role" ${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.client.query(`drop role if exists ${database.client.escapeIdentifier(name)}`);
  await database.drop();
});

async function asUser<T>(password: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    host: database.host,
    port: database.port,
    database: database.name,
    user: name,
    password,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

it('makes a user that may do what its roles may, and nothing else', async () => {
  await ensureLogin(database.client, { name, password: "o'ne\\", memberOf: ['sre_metrics_reader'] });
  await asUser("o'ne\\", async (client) => {
    await expect(client.query('select from stackflow.services')).resolves.toMatchObject({ rowCount: 0 });
    await expect(client.query('delete from stackflow.services')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`insert into stackflow.services (name) values ('x')`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});

it('renews the password of a user that is there', async () => {
  await ensureLogin(database.client, { name, password: 'two', memberOf: ['sre_metrics_reader'] });
  await expect(asUser("o'ne\\", () => Promise.resolve())).rejects.toMatchObject({ code: '28P01' });
  await expect(asUser('two', () => Promise.resolve('in'))).resolves.toBe('in');
});
