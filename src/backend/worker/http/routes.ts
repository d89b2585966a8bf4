import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type { Pool } from 'pg';
import { Registry } from 'prom-client';

import type { Log } from '../../environment/log';
import { headComplaint, tooLong } from '../../sync/webhook/head-complaint';
import type { WorkerMetrics } from '../worker-metrics';
import type { BodyRoom } from './body-room';
import type { Questions } from './questions';
import { queueDelivery } from './queue-delivery';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteContext {
  readonly pool: Pool;
  /** Null: the webhook is off. */
  readonly webhookSecret: string | null;
  /** Null: deployments are not taken. */
  readonly deploymentsSecret: string | null;
  /** For bodies up to `MAX_BODY_BYTES`. */
  readonly room: BodyRoom;
  readonly metrics: WorkerMetrics;
  readonly questions: Questions;
  /** Whether jobs are being worked on. */
  readonly isWorking: () => boolean;
  readonly log: Log;
}

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** GitHub is to be answered within a second, whatever the database does. */
const QUEUE_WITHIN_MS = 800;

/** `POST /github/webhook` */
export async function webhook(request: IncomingMessage, context: RouteContext): Promise<Reply> {
  const reply = await webhookReply(request, context);
  context.metrics.onWebhook(reply.status);
  return reply;
}

async function webhookReply(
  request: IncomingMessage,
  { pool, webhookSecret: secret, room, log }: RouteContext
): Promise<Reply> {
  if (secret === null) {
    return { status: 404, body: 'The webhook is off: SRE_METRICS_GITHUB_WEBHOOK_SECRET is not set.\n' };
  }
  const headers = firstOfEach(request.headers);
  // Before anything is read: most of what is not GitHub's is known by its headers.
  const complaint = headComplaint(headers);
  if (complaint !== null) {
    return complaint;
  }
  const reply = await room.withBody(request, (rawBody) =>
    queueDelivery({ pool, secret, headers, rawBody, timeoutMs: QUEUE_WITHIN_MS, log })
  );
  switch (reply) {
    case 'tooLong':
      return tooLong();
    case 'noRoom':
      return { status: 503, body: 'Too much is sent at once. Redeliver it, or wait for reconciliation.\n' };
    default:
      return reply;
  }
}

function firstOfEach(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
  );
}

/** `GET /health`: 200 where jobs are worked on and the database answers, else 503. */
export async function health({ isWorking, questions }: RouteContext): Promise<Reply> {
  const [jobs, database] = [isWorking(), await questions.isDatabaseUp()];
  const state = (isFine: boolean) => (isFine ? 'ok' : 'failing');
  const body = { status: state(jobs && database), jobs: state(jobs), database: state(database) };
  return {
    status: jobs && database ? 200 : 503,
    body: `${JSON.stringify(body)}\n`,
    headers: { 'content-type': 'application/json' },
  };
}

/** `GET /metrics`: Prometheus' text format. */
export function metrics({ questions }: RouteContext): Promise<string> {
  return questions.metrics();
}
