import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Pool } from 'pg';

import type { Failure } from '../../model/failure';
import type { PublishDestination } from './destination';
import type { DueHours } from './due';
import type { LostHours } from './ledger/lost';
import type { PublishEvent } from './publish-event';

/** What the parts of one run share. */
export interface RunContext {
  readonly pool: Pool;
  readonly destination: PublishDestination;
  /** What the ledger calls the destination. */
  readonly key: string;
  readonly client: CloudWatchClient;
  readonly due: DueHours;
  readonly signal: AbortSignal;
  readonly onEvent: (event: PublishEvent) => void;
  readonly tally: Tally;
  /** Requests that CloudWatch does not take for what they hold; a later run tries them again. */
  readonly invalid: Set<string>;
  /** Namespaces to which CloudWatch lets nothing be published, as it said in this run. */
  readonly refused: Set<string>;
}

/** What came of a run so far. */
export interface Tally {
  /** Hours that were published, of all kinds. */
  hours: number;
  /** Requests that put data points. */
  requests: number;
  datums: number;
  /** Requests of which nobody knows yet whether they arrived. */
  uncertain: number;
  /** Hours that were given up. */
  lostHours: number;
  /** What kept some requests from being sent and not the others; told at the end. */
  complaint: Failure | null;
}

export function emptyTally(): Tally {
  return { hours: 0, requests: 0, datums: 0, uncertain: 0, lostHours: 0, complaint: null };
}

/** Whether the run is to stop; it may be at any moment. */
export function isStopped({ signal }: RunContext): boolean {
  return signal.aborted;
}

/** Counts hours that were given up, and reports them. */
export function reportLostHours({ tally, onEvent }: RunContext, lost: readonly LostHours[]): void {
  for (const { kind, ...hours } of lost) {
    tally.lostHours += hours.hours;
    onEvent({ kind: 'lost', of: kind, ...hours });
  }
}
