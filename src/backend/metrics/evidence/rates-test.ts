import { CONFIDENCE } from './interval';
import { binomialAtLeast, binomialAtMost } from './tails';

/**
 * Whether two counts over periods of the same length differ by more than chance, by the exact conditional test: were
 * the rates equal, each of all the events would be as likely in either period.
 *
 * Source: J. Przyborowski, H. Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31
 * (1940), 313–323.
 */
export function countsDiffer(one: number, other: number): boolean {
  return countsProbability(one, other) <= 1 - CONFIDENCE;
}

/** How likely counts so far apart are where the rates are equal, two-sided. */
export function countsProbability(one: number, other: number): number {
  const all = one + other;
  const tail = one < other ? binomialAtMost(one, all, 0.5) : binomialAtLeast(one, all, 0.5);
  return Math.min(1, 2 * tail);
}
