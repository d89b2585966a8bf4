import { normalFrom, seededRandom } from '../../../../test/support/seeded-random';
import { countInterval } from './count-interval';
import type { Interval } from './interval';
import { meanInterval } from './mean-interval';
import { proportionInterval } from './proportion-interval';
import { binomialProbability, poissonProbability } from './tails';
import { gridOf, nearestBound, rankOf } from './quantile-grid';
import type { Side } from './quantile-grid';

/** How often intervals cover the truth, by drawing. Draws are seeded: the shares are the same on every machine. */

const DRAWS = 10_000;
const random = seededRandom(19);

function coverage(truth: number, draw: () => Interval | null, draws = DRAWS): number {
  let covered = 0;
  for (let count = 0; count < draws; count += 1) {
    const { lower, upper } = draw() ?? { lower: Number.POSITIVE_INFINITY, upper: null };
    covered += Number((lower ?? 0) <= truth && truth <= (upper ?? Number.POSITIVE_INFINITY));
  }
  return covered / draws;
}

const cached = <T>(compute: (key: number) => T) => {
  const known = new Map<number, T>();
  return (key: number): T => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
};

/** Draws counts that are so probable, by how far a random number reaches through their sum. */
function drawnFrom(probability: (count: number) => number): () => number {
  return () => {
    let count = 0;
    for (let left = random() - probability(0); left > 0 && count < 1000; left -= probability(count)) {
      count += 1;
    }
    return count;
  };
}

it.each([
  [8, 0.072],
  [30, 0.072],
  [72, 0.3],
  [400, 0.072],
])('the rate of %d deployments that fail with %d is covered in at least 95 %%', (trials, share) => {
  const interval = cached((hits) => proportionInterval(hits, trials));
  const hits = drawnFrom(cached((count) => binomialProbability(count, trials, share)));
  expect(coverage(share, () => interval(hits()))).toBeGreaterThanOrEqual(0.95);
});

it.each([0.7, 4.2, 30, 300])('the frequency of %d expected deployments is covered in at least 95 %%', (mean) => {
  const interval = cached(countInterval);
  const count = drawnFrom(cached((events) => poissonProbability(events, mean)));
  expect(coverage(mean, () => interval(count()))).toBeGreaterThanOrEqual(0.95);
});

const exponential = () => -Math.log(1 - random());
const logNormal = (sigma: number) => () => Math.exp(sigma * normalFrom(random));

it.each([
  [0.5, 8],
  [0.5, 60],
  [0.5, 500],
  [0.9, 40],
  [0.9, 400],
])('the %d quantile by %d values is covered in at least 95 %%', (quantile, n) => {
  const truth = -Math.log(1 - quantile);
  const rankAt = (side: Side) => {
    const ranks = gridOf(quantile, side).map((fraction) => rankOf(fraction, n));
    return nearestBound({ start: 1, values: ranks }, n, quantile, side);
  };
  const [lower, upper] = [rankAt('lower'), rankAt('upper')];
  const draw = () => {
    const sorted = Float64Array.from({ length: n }, exponential).toSorted();
    const at = (rank: number | null) => (rank === null ? null : (sorted[rank - 1] ?? null));
    return { lower: at(lower), upper: at(upper) };
  };
  // Draws of large samples are dear.
  const share = coverage(truth, draw, n > 100 ? DRAWS / 5 : DRAWS);
  expect(share).toBeGreaterThanOrEqual(0.945);
});

function momentsOf(values: Float64Array) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const meanCube = values.reduce((sum, value) => sum + value ** 3, 0) / n;
  return { n, mean, standardDeviation: Math.sqrt(squares / (n - 1)), meanCube };
}

it.each([
  ['exponential', 10, 0.93, exponential, 1],
  ['exponential', 30, 0.94, exponential, 1],
  ['exponential', 300, 0.935, exponential, 1],
  ['log-normal, σ = 0.5', 10, 0.93, logNormal(0.5), Math.exp(0.125)],
  ['log-normal, σ = 0.5', 100, 0.94, logNormal(0.5), Math.exp(0.125)],
  ['log-normal, σ = 1', 10, 0.9, logNormal(1), Math.exp(0.5)],
  ['log-normal, σ = 1', 300, 0.935, logNormal(1), Math.exp(0.5)],
] as const)('the mean of %s durations, by %d of them, is covered in at least %d', (_, n, least, draw, truth) => {
  const share = coverage(
    truth,
    () => meanInterval(momentsOf(Float64Array.from({ length: n }, draw))),
    n > 100 ? DRAWS / 5 : DRAWS
  );
  expect(share).toBeGreaterThanOrEqual(least);
  expect(share).toBeLessThanOrEqual(0.965);
});
