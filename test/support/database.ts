import { randomBytes } from 'node:crypto';

import { Client } from 'pg';

import { foldAtOnce } from './fold-at-once';
import { SERVER_VARIABLE, TEMPLATE_DATABASE } from './server-address';
import type { TestServerAddress } from './server-address';

/** A migrated, empty database of a test's own. */
export interface TestDatabase extends TestServerAddress {
  readonly name: string;
  /** Signed in as the administrator. */
  readonly client: Client;
  /** Makes a login role that is a member of `role`; it goes with the database. */
  createUser(
    role:
      | 'sre_metrics_reader'
      | 'sre_metrics_writer'
      | 'sre_metrics_slo_editor'
      | 'sre_metrics_gate_editor'
      | 'sre_metrics_publisher'
  ): Promise<{ user: string; password: string }>;
  drop(): Promise<void>;
}

/**
 * Copies the template database.
 *
 * @param template another database to copy, for example `template0` for one without the schema
 */
export async function createTestDatabase(template = TEMPLATE_DATABASE): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const users: string[] = [];
  await withAdmin(server, (admin) => admin.query(`create database ${name} template ${template}`));
  const client = await connect(server, name);
  if (globalThis.foldsAtOnce !== undefined && template === TEMPLATE_DATABASE) {
    await foldAtOnce(client, globalThis.foldsAtOnce);
  }
  return {
    ...server,
    name,
    client,
    createUser: async (role) => {
      const user = `user_${randomBytes(6).toString('hex')}`;
      const password = randomBytes(12).toString('hex');
      await client.query(`create role ${user} login password '${password}' in role ${role}`);
      users.push(user);
      return { user, password };
    },
    drop: async () => {
      await client.end();
      await withAdmin(server, async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
        for (const user of users) {
          await admin.query(`drop role ${user}`);
        }
      });
    },
  };
}

function testServer(): TestServerAddress {
  const address = process.env[SERVER_VARIABLE];
  if (address === undefined) {
    throw new Error('The test server is not there; run the tests through jest.');
  }
  return JSON.parse(address) as TestServerAddress;
}

async function connect(server: TestServerAddress, database: string): Promise<Client> {
  const { host, port, adminUser, adminPassword } = server;
  const client = new Client({ host, port, user: adminUser, password: adminPassword, database });
  await client.connect();
  return client;
}

async function withAdmin(server: TestServerAddress, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = await connect(server, 'postgres');
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
