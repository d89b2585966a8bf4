import { countInterval } from './count-interval';
import { poissonProbability } from './tails';

// E. S. Pearson, H. O. Hartley, Biometrika Tables for Statisticians I, table 40.
it.each([
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [5, 1.623, 11.668],
  [10, 4.795, 18.39],
  [20, 12.217, 30.888],
  [50, 37.111, 65.919],
])('%d as published', (count, lower, upper) => {
  const interval = countInterval(count);
  expect(interval.lower).toBeCloseTo(lower, 2);
  expect(interval.upper).toBeCloseTo(upper, 2);
});

it('covers the truth in at least 95 % of samples, exactly reckoned', () => {
  for (const mean of [0.05, 0.5, 1, 3.7, 10, 42, 250]) {
    let covered = 0;
    for (let count = 0; count < mean + 12 * Math.sqrt(mean) + 20; count += 1) {
      const { lower, upper } = countInterval(count);
      if ((lower ?? 0) <= mean && mean <= (upper ?? 0)) {
        covered += poissonProbability(count, mean);
      }
    }
    expect(covered).toBeGreaterThanOrEqual(0.95);
    expect(covered).toBeLessThanOrEqual(1 + 1e-9);
  }
});

it('is as good for millions as for tens', () => {
  const { lower, upper } = countInterval(4_000_000);
  expect(lower).toBeCloseTo(3_996_081, -1);
  expect(upper).toBeCloseTo(4_003_922, -1);
});
