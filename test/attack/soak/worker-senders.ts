import fc from 'fast-check';

import { WEBHOOK_SECRET, webhookHeaders } from '../../support/github/send-webhook';
import { webhookExamples } from '../../support/github/webhook-examples';
import { byChance, pause } from './chance';
import type { Tally } from './tally';
import type { WorkerLives } from './worker-lives';

const PULL_REQUEST = JSON.stringify(webhookExamples().find(({ event }) => event === 'pull_request')?.payload ?? {});
const SENDERS = 3;
const MOST_PAUSE_MS = 300;
const PATIENCE_MS = 15_000;

/** What is sent, and what it may be answered with. 503: PostgreSQL was slower than GitHub's patience. */
interface Sent {
  readonly path: string;
  readonly statuses: readonly number[];
  readonly init: () => RequestInit;
}

const hook = (headers: Readonly<Record<string, string>>, body: string): RequestInit => ({
  method: 'POST',
  headers,
  body,
});
const WEBHOOK = '/github/webhook';

const SENT: Readonly<Record<string, Sent>> = {
  'good delivery': {
    path: WEBHOOK,
    statuses: [202, 503],
    init: () => hook(webhookHeaders('pull_request', PULL_REQUEST), PULL_REQUEST),
  },
  'forged delivery': {
    path: WEBHOOK,
    statuses: [401],
    init: () => hook(webhookHeaders('pull_request', 'another', { secret: `not ${WEBHOOK_SECRET}` }), PULL_REQUEST),
  },
  'delivery without a signature': { path: WEBHOOK, statuses: [401], init: () => hook({}, 'x'.repeat(5_000_000)) },
  'delivery that is no JSON': {
    path: WEBHOOK,
    statuses: [400],
    init: () => hook(webhookHeaders('pull_request', '['.repeat(100_000)), '['.repeat(100_000)),
  },
  metrics: { path: '/metrics', statuses: [200], init: () => ({}) },
  health: { path: '/health', statuses: [200, 503], init: () => ({}) },
  'path of many slashes': { path: `/${'/'.repeat(10_000)}`, statuses: [404], init: () => ({}) },
};

const act = fc.record({
  what: fc.constantFrom('good delivery', ...Object.keys(SENT)),
  pauseMs: fc.nat({ max: MOST_PAUSE_MS }),
});

/** Sends and sends, until the signal ends it. */
export async function sendToWorker(
  lives: WorkerLives,
  tally: Tally,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal }
): Promise<void> {
  await Promise.all(
    Array.from({ length: SENDERS }, (_, sender) =>
      byChance({ seed: seed + sender * 1_000_003, signal, of: act }, async ({ what, pauseMs }) => {
        await sendOnce(lives, tally, what);
        await pause(pauseMs, signal);
      })
    )
  );
}

async function sendOnce(lives: WorkerLives, tally: Tally, what: string): Promise<void> {
  const [worker, sent] = [lives.now, SENT[what]];
  if (worker === null || sent === undefined) {
    return;
  }
  try {
    const init = { ...sent.init(), signal: AbortSignal.timeout(PATIENCE_MS) };
    const response = await fetch(`${worker.url}${sent.path}`, init);
    const text = await response.text();
    const answer = `${what} ${response.status}`;
    if (sent.statuses.includes(response.status)) {
      tally.count(answer);
    } else {
      tally.countWrong(answer, text.trim());
    }
  } catch (error) {
    // Whoever sends while the worker is killed gets no answer.
    if (lives.now === worker && worker.isRunning) {
      tally.countWrong(`${what} without an answer`, String(error));
    } else {
      tally.count(`${what} cut off by a kill`);
    }
  }
}
