import { setTimeout as delay } from 'node:timers/promises';

import { runQueue } from './queue-runner';
import type { RunnerRequest, RunningQueue } from './queue-runner';

/** First pause before the queue is begun anew, doubled each time: a failover takes from seconds to a minute. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export type LastingQueue = Pick<RunningQueue, 'isWorking' | 'stop'>;

/**
 * Works on the queue until it is stopped. Graphile Worker waits for a lost connection while it looks
 * for jobs, but ends where it cannot note that one is done; then the queue is begun anew.
 *
 * @throws what PostgreSQL says where not even the first look for a job is possible
 */
export async function runLastingQueue(request: RunnerRequest): Promise<LastingQueue> {
  const stopping = new AbortController();
  let queue = await runQueue(request);
  const keep = async () => {
    for (;;) {
      const cause: unknown = await queue.ended.then(
        () => null,
        (error: unknown) => error
      );
      if (stopping.signal.aborted) {
        return;
      }
      const error = cause instanceof Error ? cause.message : 'it gave no reason';
      request.log.error('The queue stopped by itself and starts again', { error });
      const next = await begunAnew(request, stopping.signal);
      if (next === null) {
        return;
      }
      queue = next;
    }
  };
  const restarts = keep();
  return {
    isWorking: () => queue.isWorking(),
    stop: async () => {
      stopping.abort();
      await queue.stop().catch(() => undefined);
      await restarts;
    },
  };
}

/** @returns null where it is stopped meanwhile */
async function begunAnew(request: RunnerRequest, signal: AbortSignal): Promise<RunningQueue | null> {
  const isStopped = () => signal.aborted;
  for (let pauseMs = FIRST_PAUSE_MS; !isStopped(); pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    const queue = isStopped() ? null : await runQueue(request).catch(() => null);
    if (queue === null) {
      continue;
    }
    if (!isStopped()) {
      return queue;
    }
    await queue.stop().catch(() => undefined);
  }
  return null;
}
