const SMALL = smallLogFactorials(32);

function smallLogFactorials(count: number): readonly number[] {
  const logs = [0];
  for (let n = 1; n < count; n += 1) {
    logs.push((logs[n - 1] ?? 0) + Math.log(n));
  }
  return logs;
}

/**
 * The natural logarithm of `n!`, to the last digits of a double: by addition for small n, by Stirling's series for the
 * rest (NIST Digital Library of Mathematical Functions, 5.11.1). The libraries that have it weigh 70 KB and more.
 *
 * @param n a whole number from 0
 */
export function logFactorial(n: number): number {
  const small = SMALL[n];
  if (small !== undefined) {
    return small;
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
