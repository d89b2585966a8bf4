import { setTimeout as delay } from 'node:timers/promises';

import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

import type { Batch } from '../ledger/batches';
import { wireDatum } from '../datums/wire';
import type { PublishEvent } from '../publish-event';
import { troubleOf } from './trouble';
import type { Trouble } from './trouble';

/** First pause, doubled each time and drawn from zero up to it, so that publishers do not march in step. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** No new attempt begins once so much time is gone; the next run goes on. */
const PATIENCE_MS = 60_000;

export interface PutRequest {
  readonly client: CloudWatchClient;
  readonly batch: Pick<Batch, 'namespace' | 'datums'>;
  readonly signal: AbortSignal;
  readonly onEvent: (event: PublishEvent) => void;
}

/**
 * Sends one request. What CloudWatch refused for now is sent again with growing pauses; a request of
 * which nobody knows whether it arrived never is.
 *
 * @returns null once CloudWatch took it, else what became of it
 */
export async function putBatch({ client, batch, signal, onEvent }: PutRequest): Promise<Trouble | null> {
  const command = new PutMetricDataCommand({ Namespace: batch.namespace, MetricData: batch.datums.map(wireDatum) });
  const deadline = performance.now() + PATIENCE_MS;
  for (let attempt = 0; ; attempt += 1) {
    // Not told to stop: a request that was broken off would be one of which nobody knows.
    const trouble = await client.send(command).then(() => null, troubleOf);
    if (trouble?.kind !== 'later') {
      return trouble;
    }
    const milliseconds = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    if (performance.now() + milliseconds > deadline) {
      return trouble;
    }
    onEvent({ kind: 'retry', reason: trouble.reason, milliseconds });
    const isStopped = await delay(milliseconds, false, { signal }).catch(() => true);
    if (isStopped) {
      return trouble;
    }
  }
}
