import { LONGEST_PAUSE_MS } from './pauses';
import { pause } from './pause';
import type { Asker, Pauses } from './pauses';
import { readTrouble } from './read-trouble';
import type { GitHubApiSettings, Wait } from './settings';
import { tooLongAWait, troubleFailure } from './trouble-failure';
import type { Trouble } from './trouble';

/** How often an error that may pass is met until it is taken for one that will not. */
const ATTEMPTS = 6;
/** How often GitHub may say in a row that we are too fast. */
const SECONDARY_ATTEMPTS = 10;
/** How often in a row an hour may be used up: by others who use the same token, or by a clock that is wrong. */
const RATE_LIMIT_ATTEMPTS = 6;
/** GitHub asks for at least a minute where it names no time, and for longer each time. */
const SECONDARY_BASE_MS = 60_000;
const SECONDARY_MAX_MS = 15 * 60_000;

export interface Patience extends Pick<GitHubApiSettings, 'onWait' | 'maxWaitMs'> {
  readonly retryBaseMs: number;
}

export interface Persistence {
  /** The request, for messages: `owner/repo`. */
  readonly what: string;
  readonly asker: Asker;
  /** What GitHub told others of the same account, who are told as well. */
  readonly pauses: Pauses;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/**
 * Sends a request until GitHub answers it. Octokit's own plugins for this are turned off: their
 * waits cannot be stopped, they hold GraphQL to one query a second, and an answer that was cut short
 * passes them by.
 *
 * @param send is given how many attempts failed, so that it can ask for less
 * @throws Failure for what waiting does not cure; the signal's reason once it is aborted
 */
export async function persist<T>(
  send: (failedAttempts: number) => Promise<T>,
  { what, asker, pauses, patience, signal }: Persistence
): Promise<T> {
  const counts: Counts = { passing: 0, rateLimit: 0, secondaryLimit: 0 };
  for (;;) {
    const rest = pauses.rest(asker);
    if (rest !== null) {
      await waitFor(rest, patience, signal);
    }
    signal.throwIfAborted();
    try {
      return await send(counts.passing);
    } catch (error) {
      signal.throwIfAborted();
      const trouble = readTrouble(error);
      if (trouble === null) {
        throw error;
      }
      const wait = waitAfter(trouble, counts, patience.retryBaseMs);
      if (wait === null) {
        throw troubleFailure(trouble, what);
      }
      if (wait.reason !== 'retry') {
        pauses.begin(asker, wait);
      }
      await waitFor(wait, patience, signal);
    }
  }
}

/** How often each was met. */
type Counts = Record<'passing' | 'rateLimit' | 'secondaryLimit', number>;

/** How long to wait; null where it helps nothing. Counts what was met. */
function waitAfter(trouble: Trouble, counts: Counts, baseMs: number): Wait | null {
  switch (trouble.kind) {
    case 'rateLimit': {
      counts.rateLimit += 1;
      // Longer each time, for an hour that is said to be over and is not.
      const milliseconds = Math.max(trouble.waitMs, baseMs * 2 ** (counts.rateLimit - 1));
      return counts.rateLimit < RATE_LIMIT_ATTEMPTS ? { reason: 'rateLimit', milliseconds, cause: trouble.text } : null;
    }
    case 'secondaryLimit': {
      counts.secondaryLimit += 1;
      const guess = Math.min(SECONDARY_BASE_MS * 2 ** (counts.secondaryLimit - 1), SECONDARY_MAX_MS);
      const milliseconds = trouble.waitMs ?? guess;
      return counts.secondaryLimit < SECONDARY_ATTEMPTS
        ? { reason: 'secondaryLimit', milliseconds, cause: trouble.text }
        : null;
    }
    case 'passing': {
      counts.passing += 1;
      // Up to half as long again, so that many that failed at once do not come back at once.
      const milliseconds = Math.round(baseMs * 2 ** (counts.passing - 1) * (1 + Math.random() / 2));
      return counts.passing < ATTEMPTS ? { reason: 'retry', milliseconds, cause: trouble.text } : null;
    }
    default:
      return null;
  }
}

/** @throws Failure where it is longer than we may wait */
async function waitFor(wait: Wait, { onWait, maxWaitMs = Infinity }: Patience, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const longestMs = Math.min(maxWaitMs, LONGEST_PAUSE_MS);
  if (wait.milliseconds > longestMs) {
    throw tooLongAWait(wait, longestMs);
  }
  onWait?.(wait);
  await pause(wait.milliseconds, signal);
}
