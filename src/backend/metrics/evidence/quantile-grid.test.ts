import {
  CANDIDATES,
  LAST_START,
  LEAD,
  STEP,
  expectedDistance,
  gridOf,
  isBound,
  nearestBound,
  rankOf,
  reachOf,
} from './quantile-grid';
import type { Side } from './quantile-grid';
import { binomialAtMost } from './tails';

const QUANTILES = [0.5, 0.75, 0.9, 0.95];
const SIDES = ['lower', 'upper'] as const;

/** As the statement chooses it. */
function startOf(n: number, quantile: number, side: Side): number {
  const place = Math.floor(
    Math.log(expectedDistance(quantile) / (reachOf(quantile, side) * Math.sqrt(n))) / Math.log(STEP)
  );
  return Math.min(LAST_START, Math.max(1, place + 1 - LEAD));
}

function chosenRank(n: number, quantile: number, side: Side): number | null {
  const start = startOf(n, quantile, side);
  // The value at a rank is the rank.
  const values = gridOf(quantile, side)
    .slice(start - 1, start - 1 + CANDIDATES)
    .map((fraction) => rankOf(fraction, n));
  return nearestBound({ start, values }, n, quantile, side);
}

function narrowestRank(n: number, quantile: number, side: Side): number | null {
  const ranks = Array.from({ length: n }, (_, index) => index + 1).filter((rank) => isBound(rank, n, quantile, side));
  return (side === 'lower' ? ranks.at(-1) : ranks[0]) ?? null;
}

function rankOfWholeGrid(n: number, quantile: number, side: Side): number | null {
  const ranks = gridOf(quantile, side).map((fraction) => rankOf(fraction, n));
  return ranks.findLast((rank) => isBound(rank, n, quantile, side)) ?? null;
}

// W. J. Conover, Practical Nonparametric Statistics, section 3.2; the classic table of the sign test.
it.each([
  [5, null, null],
  [6, 1, 6],
  [9, 2, 8],
  [10, 2, 9],
  [15, 4, 12],
  [20, 6, 15],
  [25, 8, 18],
])('bounds the median of %d values by ranks as published', (n, lower, upper) => {
  expect([chosenRank(n, 0.5, 'lower'), chosenRank(n, 0.5, 'upper')]).toEqual([lower, upper]);
});

it('looks at enough candidates to choose what the whole grid gives, for samples of any size', () => {
  const sizes = Array.from({ length: 400 }, (_, index) => index + 1);
  for (let n = 400; n < 20_000_000; n = Math.ceil(1.1 * n)) {
    sizes.push(n);
  }
  for (const quantile of QUANTILES) {
    for (const side of SIDES) {
      const chosen = sizes.map((n) => chosenRank(n, quantile, side));
      expect(chosen).toEqual(sizes.map((n) => rankOfWholeGrid(n, quantile, side)));
    }
  }
});

it('needs as many values for a bound as the quantile says', () => {
  // 0.9 ** 35 > 0.025 >= 0.9 ** 36, and the like.
  expect([chosenRank(35, 0.9, 'upper'), chosenRank(36, 0.9, 'upper')]).toEqual([null, 36]);
  expect([chosenRank(71, 0.95, 'upper'), chosenRank(72, 0.95, 'upper')]).toEqual([null, 72]);
});

it('covers at least 95 %, and is nearly as narrow as can be, for samples of any size', () => {
  const sizes = [...Array.from({ length: 130 }, (_, index) => index + 1), 333, 777, 4321, 20_000, 123_456, 5_000_000];
  for (const n of sizes) {
    for (const quantile of QUANTILES) {
      for (const side of SIDES) {
        const chosen = chosenRank(n, quantile, side);
        const mayBeLarge = n > 1000;
        if (!mayBeLarge) {
          const best = narrowestRank(n, quantile, side);
          expect([n, quantile, side, chosen === null]).toEqual([n, quantile, side, best === null]);
          const farther = Math.abs((chosen ?? 0) - (best ?? 0));
          expect(farther).toBeLessThanOrEqual(0.11 * Math.abs((best ?? 0) - quantile * n) + 1.5);
        }
        if (chosen !== null) {
          const atMost = binomialAtMost(chosen - 1, n, quantile);
          expect(side === 'lower' ? atMost : 1 - atMost).toBeLessThanOrEqual(0.025 + 1e-12);
          // Not far beyond either.
          expect(Math.abs(chosen - quantile * n)).toBeLessThanOrEqual(
            1.2 * expectedDistance(quantile) * Math.sqrt(n) + 2.5
          );
        }
      }
    }
  }
});
