import type { Pool } from 'pg';

import type { Log } from '../environment/log';
import { takeDelivery } from '../worker/http/queue-delivery';
import type { TakenDelivery } from '../worker/http/queue-delivery';
import type { FunctionUrlEvent } from './lambda-event';

/** The first connection of a new function takes longer than in the worker; GitHub waits for ten seconds. */
const QUEUE_WITHIN_MS = 5_000;

export interface TakeRequest {
  readonly request: FunctionUrlEvent;
  readonly pool: Pool;
  /** Null: the webhook is off. */
  readonly webhookSecret: string | null;
  readonly log: Log;
}

/** The worker's `POST /github/webhook` at the function's URL. */
export async function takeRequest({ request, pool, webhookSecret, log }: TakeRequest): Promise<TakenDelivery> {
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
  return await takeDelivery({ pool, secret: webhookSecret, headers, rawBody, withinMs: QUEUE_WITHIN_MS, log });
}

function refused(status: number, message: string): TakenDelivery {
  return { status, body: `${message}\n`, isQueued: false };
}
