import { createHmac, timingSafeEqual } from 'node:crypto';

import type { ZodType } from 'zod';

import { badRequest } from '../../../model/failure';
import type { Facts } from '../facts/facts';
import type { Delivery } from './delivery';
import { MAX_BODY_BYTES, headComplaint, tooLong } from './head-complaint';
import type { WebhookHeaders } from './head-complaint';
import { deploymentStatusPayload, pullRequestPayload, pushPayload, releasePayload } from './payloads';
import { refusal } from './refusal';
import type { Refusal } from './refusal';

export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** As it came: a signature is of bytes. */
  readonly rawBody: Uint8Array;
  /** The webhook's secret. */
  readonly secret: string;
}

/** What to answer, as plain text for GitHub's list of deliveries, and what to do; null: nothing. */
export type Received = { readonly status: 202; readonly body: string; readonly delivery: Delivery } | Refusal;

/** How the payloads of events are read; null: this one tells nothing. */
const PAYLOADS: Readonly<Record<Delivery['event'], ZodType<Facts | null>>> = {
  pull_request: pullRequestPayload,
  deployment_status: deploymentStatusPayload,
  push: pushPayload,
  release: releasePayload,
};

/**
 * Looks at a webhook's request. Nothing of the body is parsed before its signature was found right.
 * What is to be done is a delivery to queue; everything else is answered and ignored.
 *
 * @throws Failure where the secret is empty, which would let everybody in
 */
export function receiveDelivery({ headers, rawBody, secret }: WebhookRequest): Received {
  if (secret === '') {
    throw badRequest("The webhook's secret is empty.", 'Set the same secret here and on GitHub.');
  }
  if (rawBody.byteLength > MAX_BODY_BYTES) {
    return tooLong();
  }
  const complaint = headComplaint(headers);
  if (complaint !== null) {
    return complaint;
  }
  if (!isSigned(rawBody, headers['x-hub-signature-256'] ?? '', secret)) {
    return refusal(401, 'The signature is wrong: the secret differs from the one on GitHub.');
  }
  const [id = '', event = ''] = [headers['x-github-delivery'], headers['x-github-event']];
  const body = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength).toString('utf8');
  return isKnown(event)
    ? read(id, event, body, headers['content-type'] ?? '')
    : refusal(200, `${quoted(event)} is ignored.`);
}

function isKnown(event: string): event is Delivery['event'] {
  return Object.hasOwn(PAYLOADS, event);
}

function read(id: string, event: Delivery['event'], body: string, contentType: string): Received {
  const json = jsonOf(body, contentType);
  if (json === undefined) {
    return refusal(400, 'The body is not JSON.');
  }
  const payload = PAYLOADS[event].safeParse(json);
  if (!payload.success) {
    const [issue] = payload.error.issues;
    return refusal(400, `The payload is none of ${event}: ${issue?.path.join('.')} ${issue?.message}.`);
  }
  return payload.data === null
    ? refusal(200, `${quoted(event)} of this kind is ignored.`)
    : { status: 202, body: 'Queued.\n', delivery: { id, event, facts: payload.data } };
}

/** A webhook that was set up with content type "form" sends the JSON as a field. */
function jsonOf(body: string, contentType: string): unknown {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  try {
    return JSON.parse(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body);
  } catch {
    return undefined;
  }
}

/** Takes the same time wherever a wrong signature differs. */
function isSigned(rawBody: Uint8Array, signature: string, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`);
  const received = Buffer.from(signature);
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** What comes from outside is shown short. */
function quoted(text: string): string {
  return `"${text.slice(0, 100)}"`;
}
