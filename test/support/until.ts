import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a condition may take to come true: less than a whole test, on a machine that others keep busy. */
const PATIENCE_MS = 45_000;
const PAUSE_MS = 20;

/**
 * Waits until a condition holds.
 *
 * @throws Error where it does not in time
 */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`The condition did not come true within ${PATIENCE_MS} ms: ${condition.toString()}`);
    }
    await delay(PAUSE_MS);
  }
}

/**
 * Waits until a condition holds, or until a process has ended before it could. How long the process takes is no
 * failure: only the test's own time limit ends the wait.
 */
export async function untilOrExit(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition() && !hasEnded(child)) {
    await delay(PAUSE_MS);
  }
}

/** Whether a process has ended, by itself or by a signal. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
