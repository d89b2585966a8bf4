import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import { receiveDelivery } from '../../sync/webhook/receive-delivery';
import { addJob } from '../queue/job-queue';
import { TASKS } from '../schedules/tasks';
import { withTimeLimit } from '../time-limit';

export interface DeliveryRequest {
  readonly pool: Pool;
  readonly secret: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  /** How long PostgreSQL may take. */
  readonly timeoutMs: number;
  readonly log: Log;
}

/** What GitHub is told; it shows the text in its list of deliveries. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface QueuedDelivery extends Answer {
  /** Whether there is something in the queue now. */
  readonly isQueued: boolean;
}

/** Checks a delivery and queues it. The work is done later: GitHub waits for the answer. */
export async function queueDelivery(request: DeliveryRequest): Promise<QueuedDelivery> {
  const { pool, headers, rawBody, secret, timeoutMs, log } = request;
  const { status, body, delivery } = receiveDelivery({ headers, rawBody, secret });
  if (delivery === null) {
    log.debug('Took a webhook delivery without work', { status, reason: body });
    return { status, body, isQueued: false };
  }
  try {
    const key = `${TASKS.delivery} ${delivery.id}`;
    await withTimeLimit(timeoutMs, addJob(pool, { task: TASKS.delivery, payload: delivery, key }));
    return { status, body, isQueued: true };
  } catch (error) {
    log.error('A webhook delivery could not be queued', {
      delivery: delivery.id,
      error: error instanceof Error ? error.message : String(error),
    });
    return {
      status: 503,
      body: 'The database could not take the delivery. Redeliver it, or wait for reconciliation.\n',
      isQueued: false,
    };
  }
}
