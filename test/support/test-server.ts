import { Client } from 'pg';

import { migrate } from '../../src/backend/aurora/migrate';
import { startEmbeddedDatabase } from '../../tooling/embedded-database';
import { TEMPLATE_DATABASE } from './server-address';
import type { TestServerAddress } from './server-address';

/**
 * Environment variable with the URL of a PostgreSQL to test on in place of the embedded one, as its
 * administrator: to see another version work. Tests make databases and roles there, and drop them.
 */
const OTHER_SERVER = 'SRE_METRICS_TEST_URL';

export interface TestServer extends TestServerAddress {
  stop(): Promise<void>;
}

/** A server with the migrated template database. */
export async function startTestServer(): Promise<TestServer> {
  const url = process.env[OTHER_SERVER];
  const server = url === undefined ? await startEmbeddedServer() : otherServer(url);
  await withAdmin(server, 'postgres', (admin) => admin.query(`drop database if exists ${TEMPLATE_DATABASE}`));
  await withAdmin(server, 'postgres', (admin) => admin.query(`create database ${TEMPLATE_DATABASE}`));
  // A copy can only be made while nobody is connected.
  await withAdmin(server, TEMPLATE_DATABASE, migrate);
  return server;
}

/** In memory: tests make and truncate tables all the time, and a disk's file system takes long over so many files. */
function startEmbeddedServer(): Promise<TestServer> {
  return startEmbeddedDatabase({ inMemory: true, serverSettings: { max_connections: '300' } });
}

function otherServer(url: string): TestServer {
  const { hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    adminUser: decodeURIComponent(username),
    adminPassword: decodeURIComponent(password),
    stop: () => Promise.resolve(),
  };
}

async function withAdmin(
  { host, port, adminUser, adminPassword }: TestServer,
  database: string,
  work: (admin: Client) => Promise<unknown>
): Promise<void> {
  const admin = new Client({ host, port, user: adminUser, password: adminPassword, database });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
