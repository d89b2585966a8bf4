import type { GitHubApi } from '../api/github-api';
import type { Attempt, Hook } from '../api/hooks';
import { EVENTS } from '../webhook/delivery';

const DAY_MS = 24 * 3_600_000;

/** GitHub keeps deliveries for so long, and lets nobody ask for older ones again. */
export const KEPT_MS = 3 * DAY_MS;

/** Of one webhook and look: a page holds a hundred. What lies further back is for the next look, or for nobody. */
const MOST_PAGES = 20;

/** A delivery that was tried so often is not asked for again: what it tells is not taken. */
const MOST_ATTEMPTS = 5;

export interface FailedRequest {
  readonly api: GitHubApi;
  readonly hook: Hook;
  /** GitHub's ids of the repositories whose deliveries are of interest. */
  readonly repositoryIds: ReadonlySet<number>;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/**
 * Deliveries of the last three days that were never taken, each as its newest attempt, the oldest first.
 *
 * @throws Failure of the API; the signal's reason when it is stopped
 */
export async function failedDeliveries({
  api,
  hook,
  repositoryIds,
  nowMs,
  signal,
}: FailedRequest): Promise<readonly Attempt[]> {
  const byGuid = new Map<string, Attempt[]>();
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    signal.throwIfAborted();
    const { attempts, next } = await api.deliveries(hook, cursor, signal);
    const recent = attempts.filter(({ at }) => at.getTime() > nowMs - KEPT_MS);
    recent.forEach((one) => byGuid.set(one.guid, [...(byGuid.get(one.guid) ?? []), one]));
    if (next === null || next === cursor || recent.length < attempts.length) {
      break;
    }
    cursor = next;
  }
  return [...byGuid.values()]
    .filter((attempts) => attempts.length < MOST_ATTEMPTS && !attempts.some(({ isTaken }) => isTaken))
    .flatMap((attempts) => attempts.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 1))
    .filter(
      ({ event, repositoryId }) => isOfInterest(event) && repositoryId !== null && repositoryIds.has(repositoryId)
    )
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function isOfInterest(event: string): boolean {
  return EVENTS.some((one) => one === event);
}
