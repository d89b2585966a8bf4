import { refusal } from './refusal';
import type { Refusal } from './refusal';

/** GitHub sends no more: larger payloads are not delivered at all. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** Names in lower case. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
/** GitHub's are UUIDs. */
const DELIVERY = /^[\w-]{1,100}$/;
const EVENT = /^\w{1,100}$/;

/** What is wrong with a webhook's request by its headers alone, before its body is read; null: nothing. */
export function headComplaint(headers: WebhookHeaders): Refusal | null {
  const has = (name: string, form: RegExp) => form.test(headers[name] ?? '');
  if (!has('x-hub-signature-256', SIGNATURE)) {
    return refusal(
      401,
      'The header X-Hub-Signature-256 is missing or no signature: set the same secret here and on GitHub.'
    );
  }
  if (!has('x-github-delivery', DELIVERY)) {
    return refusal(400, 'The header X-GitHub-Delivery must be the id of a delivery: 1 to 100 letters, digits, - or _.');
  }
  if (!has('x-github-event', EVENT)) {
    return refusal(400, 'The header X-GitHub-Event must be the name of an event: 1 to 100 letters, digits or _.');
  }
  return null;
}

/** The answer to a body that is longer than any of GitHub's. */
export function tooLong(): Refusal {
  return refusal(413, `The body is longer than ${MAX_BODY_BYTES} bytes, the most that GitHub delivers.`);
}
