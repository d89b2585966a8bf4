import type { Pool } from 'pg';

import type { PublishDestination } from './destination';
import type { PublishEvent } from './publish-event';

export interface PublishRequest {
  /** Writes; at least two connections, since one keeps others from publishing meanwhile. */
  readonly pool: Pool;
  readonly destination: PublishDestination;
  /** Stops between two requests; what is left is done by the next run. */
  readonly signal: AbortSignal;
  /** Only hours that begin then or later; default: all that CloudWatch takes. */
  readonly from?: Date;
  /** Only hours that end then or earlier; default: all that are due. */
  readonly to?: Date;
  readonly onEvent?: (event: PublishEvent) => void;
}

/** What came of a run. */
export interface PublishReport {
  /** Hours that were published in this run, of all kinds. */
  readonly hours: number;
  /** Requests that put data points. */
  readonly requests: number;
  readonly datums: number;
  /** Requests of which nobody knows yet whether they arrived. */
  readonly uncertain: number;
  /** Hours that this run had to give up. */
  readonly lostHours: number;
  /** Numbers that were corrected after they were published, in the last two weeks. */
  readonly drift: number;
  /** True where the run was stopped before its end. */
  readonly isStopped: boolean;
}

/**
 * Publishes every hour that is due and was not published yet, oldest first, each once.
 *
 * @returns null where another process publishes to the same destination
 * @throws Failure that says what happened and what to do; what PostgreSQL says
 */
export function publishDue(_request: PublishRequest): Promise<PublishReport | null> {
  return Promise.reject(new Error('not there yet'));
}
