import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Pool } from 'pg';

import { explainTrouble } from './cloudwatch/advice';
import { sampleCounts } from './cloudwatch/sample-counts';
import { troubleOf } from './cloudwatch/trouble';
import { visibleAfterSeconds } from './cloudwatch/visible-after';
import { sampleCountOf, seriesHourKey } from './datums/datum';
import type { Datum } from './datums/datum';
import { destinationKey } from './destination';
import type { PublishDestination } from './destination';
import { markSent, restrict } from './ledger/batches';
import type { UncertainBatch } from './ledger/batches';
import type { KindHour } from './ledger/hours';
import type { PublishEvent } from './publish-event';

export interface ReadBackRequest {
  readonly pool: Pool;
  readonly client: CloudWatchClient;
  readonly destination: PublishDestination;
  readonly batch: UncertainBatch;
  /** By the database's clock. */
  readonly nowMs: number;
  readonly oldestMs: number;
  readonly signal: AbortSignal;
}

export interface ReadBack {
  readonly outcome: Extract<PublishEvent, { kind: 'readBack' }>['outcome'];
  readonly datums: number;
  /** Hours that are published by that. */
  readonly hours: number;
  readonly lost: readonly KindHour[];
}

/**
 * Asks CloudWatch what it has of a request of which nobody knows whether it arrived. What is there is
 * never sent again; what is not, only once it would surely show, and only that.
 *
 * @throws Failure where CloudWatch cannot be asked; what PostgreSQL says
 */
export async function readBack(request: ReadBackRequest): Promise<ReadBack> {
  const { pool, client, batch, destination, signal } = request;
  const counts = await sampleCounts(client, batch.namespace, batch.datums, signal).catch((error: unknown) => {
    throw explainTrouble(troubleOf(error), { operation: 'GetMetricData' }, destination);
  });
  const missing = missingOf(batch.datums, counts);
  const datums = batch.datums.length;
  if (missing.length === 0) {
    return { outcome: 'arrived', datums, hours: await markSent(pool, batch.id), lost: [] };
  }
  if (batch.sentSecondsAgo < surelyVisibleAfter(batch, request.nowMs)) {
    return { outcome: 'unknownYet', datums, hours: 0, lost: [] };
  }
  const { oldestMs } = request;
  const key = destinationKey(destination);
  const { lost } = await restrict(pool, { destination: key, id: batch.id, datums: missing, oldestMs });
  return { outcome: missing.length === datums ? 'missing' : 'partly', datums: missing.length, hours: 0, lost };
}

/** Those of a series in an hour of which CloudWatch has nothing: of what it has in part, more would count double. */
function missingOf(datums: readonly Datum[], counts: ReadonlyMap<string, number>): Datum[] {
  return datums.filter((datum) => sampleCountOf([datum]) > 0 && (counts.get(seriesHourKey(datum)) ?? 0) === 0);
}

/** By the oldest data point, which takes longest. */
function surelyVisibleAfter({ datums, sentSecondsAgo }: UncertainBatch, nowMs: number): number {
  const oldestMs = Math.min(...datums.map(({ hourMs }) => hourMs));
  return visibleAfterSeconds(nowMs - sentSecondsAgo * 1000 - oldestMs);
}
