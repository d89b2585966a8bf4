import type { Notice } from '../../frames/frame';
import { requestedBucketing } from '../../metrics/buckets';
import type { BucketChoice, Bucketing, TimeBucket } from '../../metrics/buckets';

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

/** Where the asked interval would give more points than a series may have. */
export function coarserStepNotice(requestedSeconds: number, chosenSeconds: number): Notice[] {
  return coarser(durationInWords(requestedSeconds), durationInWords(chosenSeconds));
}

/** Where the asked bucket would give more of them than a series may have. */
export function coarserBucketNotice(choice: BucketChoice, chosen: Bucketing): Notice[] {
  return coarser(bucketInWords(requestedBucketing(choice)), bucketInWords(chosen));
}

function coarser(requested: string, chosen: string): Notice[] {
  const text = `A point every ${requested} would be more than a series may have; there is one every ${chosen}.`;
  return requested === chosen ? [] : [{ severity: 'info', text }];
}

function bucketInWords(bucketing: Bucketing): string {
  return bucketing.kind === 'fixed' ? durationInWords(bucketing.seconds) : bucketing.unit;
}

/** `1 s`, `5 min`, `2 h`, `1 d`: the largest unit that leaves no fraction. */
function durationInWords(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const;
  const [unit, length] = units.find(([, size]) => seconds % size === 0) ?? ['s', 1];
  return `${seconds / length} ${unit}`;
}
