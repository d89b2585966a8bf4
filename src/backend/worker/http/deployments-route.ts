import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { Failure } from '../../../model/failure';
import { deploymentSchema } from '../../change-records/deployment-definition';
import { recordDeployment } from '../../change-records/record-deployment';
import { withTimeLimit } from '../time-limit';
import type { Reply, RouteContext } from './routes';

/** A deployment is told in a few hundred bytes. */
const MAX_BYTES = 64 * 1024;
const WITHIN_MS = 5_000;
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/**
 * `POST /deployments`: a deployment as JSON, signed as GitHub signs: `X-Signature-256: sha256=` and the body's
 * HMAC in hexadecimal digits. Nothing of the body is parsed before its signature was found right.
 */
export async function deployments(request: IncomingMessage, context: RouteContext): Promise<Reply> {
  const { deploymentsSecret: secret, room } = context;
  if (secret === null) {
    return refused(404, 'This is off: SRE_METRICS_DEPLOYMENTS_SECRET is not set.');
  }
  const signature = request.headers['x-signature-256'];
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) {
    return refused(401, 'The header X-Signature-256 is missing or no signature.');
  }
  const reply = await room.withBody(request, (body) => take(body, signature, secret, context), MAX_BYTES);
  switch (reply) {
    case 'tooLong':
      return tooLong();
    case 'noRoom':
      return refused(503, 'Too much is sent at once. Send it again.');
    default:
      return reply;
  }
}

async function take(body: Uint8Array, signature: string, secret: string, { pool, log }: RouteContext): Promise<Reply> {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  if (!timingSafeEqual(expected, Buffer.from(signature))) {
    return refused(401, 'The signature is wrong: the secret differs from SRE_METRICS_DEPLOYMENTS_SECRET.');
  }
  const parsed = deploymentSchema.safeParse(jsonOf(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message}.`);
  }
  try {
    const recorded = await withTimeLimit(WITHIN_MS, recordDeployment(pool, parsed.data));
    return {
      status: recorded.result === 'created' ? 201 : 200,
      body: `${JSON.stringify(recorded)}\n`,
      headers: { 'content-type': 'application/json' },
    };
  } catch (error) {
    if (error instanceof Failure) {
      return refused(error.status, error.text);
    }
    log.error('A deployment could not be recorded', { error: error instanceof Error ? error.message : String(error) });
    return refused(503, 'The database could not take the deployment. Send it again.');
  }
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function tooLong(): Reply {
  return refused(413, `The body is longer than ${MAX_BYTES} bytes.`);
}

function refused(status: number, message: string): Reply {
  return { status, body: `${message}\n` };
}
