import type { Page } from '../api/page';
import type { Pass } from './pass';

/**
 * How much of a pass is done, from 0 to 1: of all pull requests where all are read, else of the time
 * back to its floor. Null where there is nothing to judge by.
 */
export function fractionOf({ pullRequests: track, seen }: Pass, { pullRequests }: Page): number | null {
  if (track === null || pullRequests === null) {
    return null;
  }
  if (track.isDone) {
    return 1;
  }
  if (track.floor === null) {
    return pullRequests.total === 0 ? 1 : Math.min(1, seen / pullRequests.total);
  }
  const oldest = pullRequests.facts.at(-1)?.updatedAt;
  if (oldest === undefined || track.newestAt === null) {
    return null;
  }
  const whole = track.newestAt.getTime() - track.floor.getTime();
  return whole <= 0 ? 1 : Math.min(1, (track.newestAt.getTime() - oldest.getTime()) / whole);
}
