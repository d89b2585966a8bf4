import type { Pool } from 'pg';

import { asFailure } from '../../model/failure';
import { asLeader } from '../aurora/leadership';
import { cloudWatchClient } from './cloudwatch/client';
import { destinationKey } from './destination';
import type { PublishDestination } from './destination';
import { findDue, kindsOf } from './due';
import type { RequestedHours } from './due';
import { databaseNow } from './ledger/hours';
import { noteRun } from './ledger/runs';
import type { PublishEvent } from './publish-event';
import { runToTheEnd } from './publish-run';
import type { PublishReport } from './publish-run';
import { emptyTally } from './run-context';

export type { PublishReport } from './publish-run';

export interface PublishRequest extends RequestedHours {
  /** At least two connections, since one keeps others from publishing meanwhile; its sessions may write. */
  readonly pool: Pool;
  readonly destination: PublishDestination;
  /** Stops between two requests; what is left is done by the next run. So does a lead that is lost. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: PublishEvent) => void;
}

/**
 * Publishes every hour that is due and was not published yet, oldest first, each once.
 *
 * @returns null where another process publishes to the same destination
 * @throws Failure that says what happened and what to do; what PostgreSQL says
 */
export async function publishDue(request: PublishRequest): Promise<PublishReport | null> {
  const key = destinationKey(request.destination);
  return await asLeader(request.pool, `cloudwatch-publish ${key}`, (lead) =>
    publishAndNote({ ...request, signal: AbortSignal.any([request.signal, lead]) }, key)
  );
}

/** Keeps how the run ended; one that was stopped says nothing of publishing. */
async function publishAndNote(request: PublishRequest, key: string): Promise<PublishReport> {
  const { pool, destination } = request;
  const begunMs = await databaseNow(pool);
  const note = (error: string | null) => noteRun(pool, key, kindsOf(destination), { begunMs, error });
  try {
    const report = await publish(request);
    if (report.lostHours > 0) {
      await note(`${report.lostHours} hours were too old for CloudWatch before they could be published.`);
    } else if (!report.isStopped) {
      await note(null);
    }
    return report;
  } catch (error) {
    // Where the database is gone this fails as well; the first error is the one to tell.
    await note(textOf(error)).catch(() => undefined);
    throw error;
  }
}

function textOf(error: unknown): string {
  const failure = asFailure(error);
  return failure.cause === error && error instanceof Error ? error.message : failure.text;
}

async function publish({ pool, destination, signal, onEvent = () => undefined, ...limits }: PublishRequest) {
  const client = cloudWatchClient(destination);
  try {
    const due = await findDue(pool, destination, limits);
    const key = destinationKey(destination);
    const tally = emptyTally();
    const rejections = { invalid: new Set<string>(), refused: new Set<string>() };
    return await runToTheEnd({ pool, destination, key, client, due, signal, onEvent, tally, ...rejections });
  } finally {
    client.destroy();
  }
}
