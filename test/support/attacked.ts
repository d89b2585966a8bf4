import fc from 'fast-check';
import type { Arbitrary, IAsyncProperty, Parameters } from 'fast-check';

/** Lets a run of another day be made again. */
const SEED_VARIABLE = 'SRE_METRICS_ATTACK_SEED';

/** Checks a property and prints the seed of its inputs; SRE_METRICS_ATTACK_SEED gives one. */
export async function attacked<T>(property: IAsyncProperty<T>, options: Parameters<T>): Promise<void> {
  await fc.assert(property, { ...options, seed: printedSeed() });
}

/** So many random values, and prints the seed that they come from; SRE_METRICS_ATTACK_SEED gives one. */
export function sampled<T>(arbitrary: Arbitrary<T>, numRuns: number): T[] {
  return fc.sample(arbitrary, { numRuns, seed: printedSeed() });
}

function printedSeed(): number {
  const seed = Number(process.env[SEED_VARIABLE] ?? Date.now() % 2 ** 31);
  process.stderr.write(`${expect.getState().currentTestName}: seed ${seed}\n`);
  return seed;
}
