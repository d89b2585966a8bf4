import { createHmac, randomUUID } from 'node:crypto';

export const WEBHOOK_SECRET = 'a secret for tests alone';

/** The headers that GitHub sends with a delivery of `body`. */
export function webhookHeaders(
  event: string,
  body: string,
  { id = randomUUID(), secret = WEBHOOK_SECRET }: { readonly id?: string; readonly secret?: string } = {}
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-delivery': id,
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}

/** Sends a delivery as GitHub does, to the worker at `url`. */
export async function sendWebhook(
  url: string,
  event: string,
  payload: object,
  options: { readonly id?: string; readonly secret?: string } = {}
): Promise<{ readonly status: number; readonly body: string }> {
  const body = JSON.stringify(payload);
  const response = await fetch(`${url}/github/webhook`, {
    method: 'POST',
    // One that idles may be closed by the worker just as the next is sent over it.
    headers: { ...webhookHeaders(event, body, options), connection: 'close' },
    body,
  });
  return { status: response.status, body: await response.text() };
}
