/**
 * What is left of a count, or of minutes of downtime, in a silence: more records could only add to it, so what is more
 * than 0 was recorded and stays, and 0 says nothing.
 */
export function withoutZero(count: number): number | null {
  return count === 0 ? null : count;
}
