import { boundWhere } from './bound';
import { NORMAL_QUANTILE, TAIL } from './interval';
import type { Interval } from './interval';
import { binomialAtLeast, binomialAtMost, binomialProbability } from './tails';

/**
 * The exact interval of a proportion: those under which neither so many hits nor so few are rarer than 2.5 %. It covers
 * the truth in at least 95 % of samples of any size, which Wilson's does not near 0 and 1, where failure rates are.
 *
 * Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934), 404–413. The search begins at the limits of E. B. Wilson, "Probable inference, the
 * law of succession, and statistical inference", JASA 22 (1927), 209–212.
 *
 * @returns as shares from 0 to 1; null without trials
 */
export function proportionInterval(hits: number, trials: number): Interval | null {
  if (trials <= 0) {
    return null;
  }
  const share = hits / trials;
  const wilson = wilsonLimits(share, trials);
  return {
    lower:
      hits === 0
        ? 0
        : boundWhere((p) => atLeast(hits, trials, p), TAIL, {
            low: 0,
            high: share,
            start: Math.min(wilson.lower, share),
          }),
    upper:
      hits === trials
        ? 1
        : boundWhere((p) => atMost(hits, trials, p), TAIL, {
            low: share,
            high: 1,
            start: Math.max(wilson.upper, share),
          }),
  };
}

const atLeast = (hits: number, trials: number, p: number) => ({
  probability: binomialAtLeast(hits, trials, p),
  slope: trials * binomialProbability(hits - 1, trials - 1, p),
});

const atMost = (hits: number, trials: number, p: number) => ({
  probability: binomialAtMost(hits, trials, p),
  slope: -trials * binomialProbability(hits, trials - 1, p),
});

function wilsonLimits(share: number, trials: number) {
  const square = NORMAL_QUANTILE ** 2;
  const centre = share + square / (2 * trials);
  const half = NORMAL_QUANTILE * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials ** 2));
  const divisor = 1 + square / trials;
  return { lower: (centre - half) / divisor, upper: (centre + half) / divisor };
}
