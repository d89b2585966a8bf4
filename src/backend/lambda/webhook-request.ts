import type { Pool } from 'pg';

import type { Log } from '../environment/log';
import { queueDelivery } from '../worker/http/queue-delivery';
import type { QueuedDelivery } from '../worker/http/queue-delivery';
import type { FunctionUrlEvent } from './lambda-event';

/** The first connection of a new function takes longer than in the worker; GitHub waits for ten seconds. */
const QUEUE_TIMEOUT_MS = 5_000;

export interface WebhookRequest {
  readonly request: FunctionUrlEvent;
  readonly pool: Pool;
  /** Null: the webhook is off. */
  readonly webhookSecret: string | null;
  readonly log: Log;
}

/** The worker's `POST /github/webhook` at the function's URL. */
export async function answerWebhook({ request, pool, webhookSecret, log }: WebhookRequest): Promise<QueuedDelivery> {
  if (request.rawPath !== '/github/webhook') {
    return refused(404, 'There is nothing here.');
  }
  if (request.requestContext.http.method !== 'POST') {
    return refused(405, 'Use POST.');
  }
  if (webhookSecret === null) {
    return refused(404, 'The webhook is off: SRE_METRICS_GITHUB_WEBHOOK_SECRET is not set.');
  }
  const rawBody = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, text]) => [name.toLowerCase(), text] as const)
  );
  return await queueDelivery({ pool, secret: webhookSecret, headers, rawBody, timeoutMs: QUEUE_TIMEOUT_MS, log });
}

function refused(status: number, message: string): QueuedDelivery {
  return { status, body: `${message}\n`, isQueued: false };
}
