import { Client } from 'pg';

import { migrate } from '../../src/backend/aurora/migrate';
import { startEmbeddedDatabase } from '../../tooling/embedded-database';
import type { EmbeddedDatabase } from '../../tooling/embedded-database';
import { TEMPLATE_DATABASE } from './server-address';

/** A server with the migrated template database. */
export async function startTestServer(): Promise<EmbeddedDatabase> {
  const server = await startEmbeddedDatabase({ serverSettings: { max_connections: '300' } });
  const admin = new Client({ connectionString: server.urlOf('postgres') });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE_DATABASE}`);
  await admin.end();
  const template = new Client({ connectionString: server.urlOf(TEMPLATE_DATABASE) });
  await template.connect();
  await migrate(template);
  // A copy can only be made while nobody is connected.
  await template.end();
  return server;
}
