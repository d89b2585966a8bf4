import type { Wait } from './settings';

/** What GitHub counts apart: REST and GraphQL have an hour's limit each. */
export type Resource = 'core' | 'graphql';

/** Whose requests. */
export interface Asker {
  /** `token`, or the owner whose installation is used. */
  readonly account: string;
  readonly resource: Resource;
}

/** However long GitHub asks for: its longest limit is an hour's. */
export const LONGEST_PAUSE_MS = 2 * 3_600_000;

interface Pause extends Pick<Wait, 'reason' | 'cause'> {
  /** By `performance.now()`: no clock that somebody sets. */
  readonly untilMs: number;
}

/** Timers may ring a little early; who was woken by one does not wait again. */
const EARLY_MS = 5;

/**
 * Until when GitHub wants to hear nothing. A limit that one request met holds for all others of the same
 * account, or those that do not know of it would go on asking, which GitHub takes amiss.
 */
export class Pauses {
  readonly #pauses = new Map<string, Pause>();

  /** An hour's limit holds for its resource, one on bursts for the whole account. */
  begin({ account, resource }: Asker, { reason, milliseconds, cause }: Wait): void {
    const key = reason === 'rateLimit' ? `${account} ${resource}` : account;
    const untilMs = performance.now() + Math.min(milliseconds, LONGEST_PAUSE_MS);
    if (untilMs > (this.#pauses.get(key)?.untilMs ?? 0)) {
      this.#pauses.set(key, { reason, cause, untilMs });
    }
  }

  /** How long to wait still; null: not at all. */
  rest({ account, resource }: Asker): Wait | null {
    const waits = [account, `${account} ${resource}`].flatMap((key) => {
      const pause = this.#pauses.get(key);
      return pause === undefined ? [] : { ...pause, milliseconds: Math.ceil(pause.untilMs - performance.now()) };
    });
    const [longest] = waits.toSorted((a, b) => b.milliseconds - a.milliseconds);
    return longest !== undefined && longest.milliseconds > EARLY_MS
      ? { reason: longest.reason, cause: longest.cause, milliseconds: longest.milliseconds }
      : null;
  }
}
