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
