import { logFactorial } from './log-factorial';

/** Probabilities of counts: single ones, and the tails of their distributions. */

/** Terms below this share of the sum no longer change a double. */
const NEGLIGIBLE = 1e-17;

/** Probability of `k` successes in `n` trials that succeed with probability `p`. */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) {
    return 0;
  }
  const choices = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  // A factor without trials is 1, even where its probability is 0.
  const hits = k === 0 ? 0 : k * Math.log(p);
  const misses = k === n ? 0 : (n - k) * Math.log1p(-p);
  return Math.exp(choices + hits + misses);
}

/** Probability of at most `k` successes. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k >= n) {
    return 1;
  }
  // The terms are summed outward from k, so on the near side of the middle the other tail is the short one.
  return k > n * p ? 1 - binomialAtLeast(k + 1, n, p) : downward(k, binomialProbability(k, n, p), (j) => odds(j, n, p));
}

/** Probability of at least `k` successes. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) {
    return 1;
  }
  return k < n * p
    ? 1 - binomialAtMost(k - 1, n, p)
    : upward(k, n, binomialProbability(k, n, p), (j) => 1 / odds(j, n, p));
}

/** What the probability of `j` successes is multiplied by to give that of `j - 1`. */
const odds = (j: number, n: number, p: number) => (j * (1 - p)) / ((n - j + 1) * p);

/** Probability of `k` events where `mean` are expected. */
export function poissonProbability(k: number, mean: number): number {
  return k < 0 ? 0 : Math.exp((k === 0 ? 0 : k * Math.log(mean)) - mean - logFactorial(k));
}

/** Probability of at most `k` events. */
export function poissonAtMost(k: number, mean: number): number {
  return k > mean ? 1 - poissonAtLeast(k + 1, mean) : downward(k, poissonProbability(k, mean), (j) => j / mean);
}

/** Probability of at least `k` events. */
export function poissonAtLeast(k: number, mean: number): number {
  if (k <= 0) {
    return 1;
  }
  return k < mean
    ? 1 - poissonAtMost(k - 1, mean)
    : upward(k, Number.POSITIVE_INFINITY, poissonProbability(k, mean), (j) => mean / j);
}

function downward(from: number, first: number, factor: (j: number) => number): number {
  let sum = first;
  let term = first;
  for (let j = from; j > 0 && term > sum * NEGLIGIBLE; j -= 1) {
    term *= factor(j);
    sum += term;
  }
  return sum;
}

function upward(from: number, to: number, first: number, factor: (j: number) => number): number {
  let sum = first;
  let term = first;
  for (let j = from + 1; j <= to && term > sum * NEGLIGIBLE; j += 1) {
    term *= factor(j);
    sum += term;
  }
  return sum;
}
