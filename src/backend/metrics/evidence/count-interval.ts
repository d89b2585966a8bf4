import { boundWhere } from './bound';
import { NORMAL_QUANTILE, TAIL } from './interval';
import type { Interval } from './interval';
import { poissonAtLeast, poissonAtMost, poissonProbability } from './tails';

/**
 * The exact interval of how many events are expected where so many were counted: the means under which neither so many
 * nor so few are rarer than 2.5 %. It covers the truth in at least 95 % of samples.
 *
 * Source: F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936), 437–442. The search begins
 * at the Wilson–Hilferty approximation (PNAS 17 (1931), 684–688).
 */
export function countInterval(count: number): Interval {
  return {
    lower:
      count === 0
        ? 0
        : boundWhere((mean) => atLeast(count, mean), TAIL, {
            low: 0,
            high: count,
            start: Math.max(wilsonHilferty(count, -NORMAL_QUANTILE), count * 1e-3),
          }),
    upper: boundWhere((mean) => atMost(count, mean), TAIL, {
      low: count,
      // Far beyond any upper limit: P(N ≤ count) is below 2.5 % there.
      high: 2 * count + 10,
      start: wilsonHilferty(count + 1, NORMAL_QUANTILE),
    }),
  };
}

const atLeast = (count: number, mean: number) => ({
  probability: poissonAtLeast(count, mean),
  slope: poissonProbability(count - 1, mean),
});

const atMost = (count: number, mean: number) => ({
  probability: poissonAtMost(count, mean),
  slope: -poissonProbability(count, mean),
});

const wilsonHilferty = (count: number, z: number) => count * (1 - 1 / (9 * count) + z / (3 * Math.sqrt(count))) ** 3;
