import type { Pool } from 'pg';

import type { GitHubApi } from '../../../src/backend/sync/api/github-api';
import { processDelivery } from '../../../src/backend/sync/webhook/process-delivery';
import type { ProcessedDelivery } from '../../../src/backend/sync/webhook/process-delivery';
import { receiveDelivery } from '../../../src/backend/sync/webhook/receive-delivery';
import { WEBHOOK_SECRET, webhookHeaders } from './send-webhook';
import type { Example } from './webhook-examples';

/**
 * Takes an event all the way: signed, checked, through the queue's JSON, and done.
 *
 * @returns null where there is nothing to do
 * @throws Error where it is refused; what processing throws
 */
export async function deliver(
  pool: Pool,
  { event, payload }: Example,
  api: GitHubApi | null = null
): Promise<ProcessedDelivery | null> {
  const body = JSON.stringify(payload);
  const received = receiveDelivery({
    headers: webhookHeaders(event, body),
    rawBody: Buffer.from(body),
    secret: WEBHOOK_SECRET,
  });
  if (received.delivery === null) {
    if (received.status !== 200) {
      throw new Error(`${event} was refused: ${received.status} ${received.body}`);
    }
    return null;
  }
  const delivery: unknown = JSON.parse(JSON.stringify(received.delivery));
  return processDelivery({ pool, delivery, api, signal: new AbortController().signal });
}
