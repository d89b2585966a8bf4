import { proportionInterval } from './proportion-interval';
import { binomialProbability } from './tails';

// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
// method 5.
it.each([
  [81, 263, 0.2527, 0.3676],
  [15, 148, 0.0578, 0.1617],
  [0, 20, 0, 0.1684],
  [1, 29, 0.0009, 0.1776],
])('%d of %d as published', (hits, trials, lower, upper) => {
  const interval = proportionInterval(hits, trials);
  expect(interval?.lower).toBeCloseTo(lower, 4);
  expect(interval?.upper).toBeCloseTo(upper, 4);
});

it('has closed forms at both ends', () => {
  const trials = 1_000_000;
  const end = 1 - 0.025 ** (1 / trials);
  expect(proportionInterval(0, trials)).toEqual({ lower: 0, upper: expect.closeTo(end, 12) });
  expect(proportionInterval(trials, trials)).toEqual({ lower: expect.closeTo(1 - end, 12), upper: 1 });
  expect(proportionInterval(0, 0)).toBeNull();
});

it('covers the truth in at least 95 % of samples, exactly reckoned', () => {
  for (const trials of [1, 2, 5, 10, 30, 100, 1000]) {
    for (const truth of [0.001, 0.01, 0.05, 0.072, 0.15, 0.3, 0.5, 0.93]) {
      let covered = 0;
      for (let hits = 0; hits <= trials; hits += 1) {
        const interval = proportionInterval(hits, trials);
        if ((interval?.lower ?? 1) <= truth && truth <= (interval?.upper ?? 0)) {
          covered += binomialProbability(hits, trials, truth);
        }
      }
      expect(covered).toBeGreaterThanOrEqual(0.95);
      expect(covered).toBeLessThanOrEqual(1 + 1e-9);
    }
  }
});

it('is as good for millions as for tens', () => {
  const { lower, upper } = proportionInterval(72_000, 1_000_000) ?? {};
  // The normal approximation, which is right at this size.
  const half = 1.959964 * Math.sqrt((0.072 * 0.928) / 1_000_000);
  expect(lower).toBeCloseTo(0.072 - half, 5);
  expect(upper).toBeCloseTo(0.072 + half, 5);
});
