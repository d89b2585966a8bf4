import { createHmac, timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

/** PROVISIONAL: checks the signature and queues nothing. */

/** A longer body is refused. GitHub itself sends none over 25 MB. */
export const MAX_BODY_BYTES = 5_000_000;

/** What is left of a webhook delivery, small enough to queue. */
export const deliverySchema = z.object({ id: z.string(), event: z.string() });
export type Delivery = z.infer<typeof deliverySchema>;

export interface ReceivedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  readonly secret: string;
}

/** What to answer GitHub, and what to queue. */
export interface Received {
  readonly status: number;
  /** Plain text, for GitHub's list of deliveries. */
  readonly body: string;
  /** Null: nothing is to do. */
  readonly delivery: Delivery | null;
}

export function receiveDelivery({ headers, rawBody, secret }: ReceivedRequest): Received {
  const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`);
  const given = Buffer.from(headers['x-hub-signature-256'] ?? '');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return { status: 401, body: 'The signature is wrong.', delivery: null };
  }
  const [id, event] = [headers['x-github-delivery'], headers['x-github-event']];
  return id === undefined || event !== 'pull_request'
    ? { status: 200, body: 'Ignored.', delivery: null }
    : { status: 202, body: 'Queued.', delivery: { id, event } };
}
