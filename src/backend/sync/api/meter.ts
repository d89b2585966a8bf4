import { limitedResponse } from './held-up-to';
import { rateLimitOf } from './rate-limit';
import type { RateLimit } from './rate-limit';

/**
 * The longest body of an answer that is taken. A page of 100 pull requests, each with the longest text there is, is
 * smaller; where a page is not, a smaller one is asked for.
 */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

type Fetch = typeof globalThis.fetch;

/** Counts what is really sent to GitHub, and keeps what GitHub says is left of its limits. */
export class Meter {
  readonly #timeoutMs: number;
  readonly #limits = new Map<string, RateLimit>();
  #requests = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** HTTP requests so far, repetitions and those for tokens included. */
  get requests(): number {
    return this.#requests;
  }

  /** The newest limits, one per account and resource. */
  get limits(): readonly RateLimit[] {
    return [...this.#limits.values()];
  }

  /** A `fetch` whose requests are metered, end after the timeout and bring no more than `MAX_ANSWER_BYTES`. */
  fetchFor(account: string): Fetch {
    return async (url, init) => {
      this.#requests += 1;
      const timeout = AbortSignal.timeout(this.#timeoutMs);
      const signal = init?.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
      const response = await fetch(url, { ...init, signal });
      const limit = rateLimitOf(response.headers, account);
      if (limit !== null) {
        this.#limits.set(`${limit.account} ${limit.resource}`, limit);
      }
      return await limitedResponse(MAX_ANSWER_BYTES, response);
    };
  }
}
