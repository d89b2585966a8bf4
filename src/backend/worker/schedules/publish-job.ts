import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import { destinationKey } from '../../publish/destination';
import type { PublishDestination } from '../../publish/destination';
import { logPublishing } from '../../publish/log-event';
import { publishDue } from '../../publish/publish-due';

export interface PublishJob {
  readonly pool: Pool;
  readonly destination: PublishDestination;
  readonly log: Log;
  /** Stops between two requests; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Publishes what is due to CloudWatch, in one process at a time.
 *
 * @returns whether there is more to publish, as the run was stopped before its end
 * @throws Failure that says what happened and what to do; what PostgreSQL says
 */
export async function publishMetrics({ pool, destination, log, signal }: PublishJob): Promise<boolean> {
  const report = await publishDue({ pool, destination, signal, onEvent: (event) => logPublishing(event, log) });
  if (report === null) {
    log.debug('Another process publishes to CloudWatch');
    return false;
  }
  const { isStopped, ...counts } = report;
  log.info(isStopped ? 'Publishing to CloudWatch stopped' : 'Published to CloudWatch', {
    destination: destinationKey(destination),
    ...counts,
  });
  return isStopped;
}
