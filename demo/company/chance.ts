import { seededRandom } from '../../tooling/seeded-random';

/** Chance with a seed, as events need it. */
export interface Chance {
  /** Whether something of this probability, 0 to 1, happens. */
  happens(probability: number): boolean;
  /** In [from, to), a whole number where both are. */
  between(from: number, to: number): number;
  oneOf<T>(values: readonly T[]): T;
  /** Around its median, seldom three times as much; never below a tenth. */
  around(median: number): number;
  /** The wait for an event that comes so often. */
  wait(mean: number): number;
}

/** The same name makes the same chance. */
export function chanceOf(name: string): Chance {
  const random = seededRandom(
    Array.from(name).reduce((seed, char) => Math.imul(seed, 31) + (char.codePointAt(0) ?? 0), 7)
  );
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const between = (from: number, to: number) => {
    const value = from + random() * (to - from);
    return Number.isInteger(from) && Number.isInteger(to) ? Math.floor(value) : value;
  };
  return {
    happens: (probability) => random() < probability,
    between,
    // The index is one of the list's.
    oneOf: <T>(values: readonly T[]) => values[between(0, values.length)] as T,
    around: (median) => median * Math.min(4, Math.max(0.1, Math.exp(0.7 * normal()))),
    wait: (mean) => -mean * Math.log(1 - random()),
  };
}
