import { Failure } from '../../model/failure';
import { isDatabaseError } from '../aurora/advice';
import { GuardedClient } from '../aurora/guarded-pg';
import { explainAtTerminal } from '../environment/database-errors';
import { createLog } from '../environment/log';
import { addressOf } from '../environment/with-client';
import type { QueueConfig } from '../environment/worker-config';

/**
 * Does the work of an invocation; what it throws is told in the function's log too, since Lambda shows
 * no more of an error than its message.
 */
export async function logFailure<T>(write: (line: string) => void, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Failure ? error.text : String(error);
    createLog(write, 'error').error('The function failed', { error: message });
    throw error;
  }
}

/** @throws Failure for what PostgreSQL says, with what to do; else what the work throws */
export async function explainDatabaseErrors<T>({ database }: QueueConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDatabaseError(error) ? explainAtTerminal(error, addressOf(new GuardedClient(database)), 'worker') : error;
  }
}
