import { setTimeout as delay } from 'node:timers/promises';

import fc from 'fast-check';

const BATCH = 100;

/** Without end, one of the choices after another, as the seed will have it. */
export function* choices<T>(seed: number, of: fc.Arbitrary<T>): Generator<T, never> {
  for (let batch = 0; ; batch += 1) {
    yield* fc.sample(of, { seed: seed + batch, numRuns: BATCH });
  }
}

/** Does one thing after another, as the seed will have it, until the signal ends it. */
export async function byChance<T>(
  { seed, signal, of }: { readonly seed: number; readonly signal: AbortSignal; readonly of: fc.Arbitrary<T> },
  act: (choice: T) => Promise<void>
): Promise<void> {
  for (const choice of choices(seed, of)) {
    if (signal.aborted) {
      return;
    }
    await act(choice);
  }
}

/** Waits, or until the signal ends it. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
