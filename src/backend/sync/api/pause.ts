import { setTimeout as delay } from 'node:timers/promises';

/** Node rings a timer of more than 2^31 ms at once; one of an hour also rings late by no more than that. */
const LONGEST_TIMER_MS = 3_600_000;

/**
 * Waits, however long that is.
 *
 * @throws the signal's reason once it is aborted
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + milliseconds;
  for (let restMs = milliseconds; restMs > 0; restMs = end - performance.now()) {
    await delay(Math.min(restMs, LONGEST_TIMER_MS), undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  signal.throwIfAborted();
}
