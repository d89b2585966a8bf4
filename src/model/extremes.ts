/** Smallest and largest of as many numbers as there are: a call such as `Math.max(...values)` takes about 120,000 only. */

/** The smallest number; `Infinity` where there is none. */
export function smallest(values: Iterable<number>): number {
  let found = Infinity;
  for (const value of values) {
    found = Math.min(found, value);
  }
  return found;
}

/** The largest number; `-Infinity` where there is none. */
export function largest(values: Iterable<number>): number {
  let found = -Infinity;
  for (const value of values) {
    found = Math.max(found, value);
  }
  return found;
}
