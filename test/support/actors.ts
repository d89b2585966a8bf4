import { Client } from 'pg';

import type { TestDatabase } from './database';

/** Who writes or folds beside others, in transactions that end in any order. */
export interface Actor {
  readonly client: Client;
  isOpen: boolean;
}

/** Signed in as a member of the role; whoever must wait for a lock fails. */
export async function connectAs(
  database: TestDatabase,
  role: 'sre_metrics_writer' | 'sre_metrics_reader'
): Promise<Actor> {
  const { user, password } = await database.createUser(role);
  const client = new Client({ host: database.host, port: database.port, database: database.name, user, password });
  await client.connect();
  await client.query(`set lock_timeout = '5s'`);
  return { client, isOpen: false };
}

/** Begins a transaction where there is none. */
export async function open(actor: Actor): Promise<void> {
  if (!actor.isOpen) {
    await actor.client.query('begin');
    actor.isOpen = true;
  }
}

/** Ends the transaction, if there is one. */
export async function close(actor: Actor, how: 'commit' | 'rollback'): Promise<void> {
  if (actor.isOpen) {
    await actor.client.query(how);
    actor.isOpen = false;
  }
}
