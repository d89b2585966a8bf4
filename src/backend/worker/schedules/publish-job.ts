import type { Pool } from 'pg';

import { destinationKey } from '../../publish/destination';
import type { PublishDestination } from '../../publish/destination';
import { publishDue } from '../../publish/publish-due';
import type { PublishEvent } from '../../publish/publish-event';
import type { Log } from '../log';

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
  const report = await publishDue({ pool, destination, signal, onEvent: (event) => tellPublishing(event, log) });
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

/** Tells in a log what happens; data that is gone for good is an error. */
export function tellPublishing(event: PublishEvent, log: Log): void {
  switch (event.kind) {
    case 'lost':
      log.error('Hours are lost to CloudWatch: it takes none that are older than two weeks', {
        kind: event.of,
        hours: event.hours,
        first: new Date(event.firstMs).toISOString(),
        last: new Date(event.lastMs).toISOString(),
      });
      return;
    case 'readBack':
      log.warn('A request of an earlier run was looked for at CloudWatch', {
        outcome: event.outcome,
        datums: event.datums,
      });
      return;
    case 'retry':
      log.info('Waiting for CloudWatch', { reason: event.reason, milliseconds: Math.round(event.milliseconds) });
      return;
    case 'uncertain':
      log.warn('Nobody knows whether CloudWatch took a request; a later run asks it', {
        reason: event.reason,
        datums: event.datums,
      });
      return;
    case 'claimed':
    case 'sent':
      return;
  }
}
