import type { Notice } from '../frames/frame';
import type { TimeBucket } from '../metrics/buckets';

/** What panels tell beside the numbers. */

/**
 * Where the row limit left something out.
 *
 * @param what is missing, in the plural, for example `SLOs`
 */
export function truncatedNotice(truncated: boolean, what: string): Notice[] {
  return truncated
    ? [{ severity: 'warning', text: `The answer was cut at the row limit; some ${what} are missing. Filter.` }]
    : [];
}

/** Which buckets are shorter than they look. */
export function partialNotice(buckets: readonly TimeBucket[]): Notice[] {
  const names = [buckets[0]?.partial === true && 'first', buckets.at(-1)?.partial === true && 'last'].filter(Boolean);
  if (names.length === 0) {
    return [];
  }
  const which =
    buckets.length === 1
      ? 'The only bucket is'
      : names.length === 1
        ? `The ${names[0]} bucket is`
        : 'The first and last buckets are';
  return [{ severity: 'info', text: `${which} partial: cut by the edge of the time range, or by now.` }];
}
