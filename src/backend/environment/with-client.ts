import type { Client, ClientConfig } from 'pg';

import { isDatabaseError } from '../aurora/advice';
import type { DatabaseAddress } from '../aurora/advice';
import { GuardedClient } from '../aurora/guarded-pg';
import { explainAtTerminal } from './database-errors';
import type { Task } from './database-errors';

/**
 * Connects, works, disconnects.
 *
 * @throws Failure that says what is wrong with the database; other errors of the work as they are
 */
export async function withClient<T>(
  config: ClientConfig,
  task: Task,
  work: (client: Client) => Promise<T>
): Promise<T> {
  const client = new GuardedClient(config);
  // A connection lost between statements; the next statement tells it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw isDatabaseError(error) ? explainAtTerminal(error, addressOf(client), task) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whom a client talks to, as error texts name it. */
export function addressOf({ host, port, database = '', user = '' }: Client): DatabaseAddress {
  return { host, port, database, user, authMethod: 'password', statementTimeoutSeconds: 0 };
}
