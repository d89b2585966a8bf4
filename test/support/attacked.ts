import fc from 'fast-check';
import type { IAsyncProperty, Parameters } from 'fast-check';

/** Lets a run of another day be made again. */
const SEED_VARIABLE = 'SRE_METRICS_ATTACK_SEED';

/** Checks a property and prints the seed of its inputs; SRE_METRICS_ATTACK_SEED gives one. */
export async function attacked<T>(property: IAsyncProperty<T>, options: Parameters<T>): Promise<void> {
  const seed = Number(process.env[SEED_VARIABLE] ?? Date.now() % 2 ** 31);
  process.stderr.write(`${expect.getState().currentTestName}: seed ${seed}\n`);
  await fc.assert(property, { ...options, seed });
}
