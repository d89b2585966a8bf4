/** GitHub's hourly limits, with hours as short as a test wants. */

export interface LimitSettings {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** One budget of requests: REST and GraphQL have one each. */
export class FakeLimit {
  readonly #resource: string;
  #settings: LimitSettings = { limit: 5_000, windowSeconds: 3_600 };
  #used = 0;
  #resetSeconds = 0;

  constructor(resource: string) {
    this.#resource = resource;
  }

  /** Begins anew. */
  set(settings: LimitSettings): void {
    this.#settings = settings;
    this.#resetSeconds = 0;
  }

  /** Takes one; false where the hour is used up. */
  take(): boolean {
    const now = Math.floor(Date.now() / 1_000);
    if (now >= this.#resetSeconds) {
      this.#used = 0;
      this.#resetSeconds = now + this.#settings.windowSeconds;
    }
    if (this.#used >= this.#settings.limit) {
      return false;
    }
    this.#used += 1;
    return true;
  }

  /** An answer that costs nothing: one that says that nothing changed. */
  giveBack(): void {
    this.#used -= 1;
  }

  get headers(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.#settings.limit),
      'x-ratelimit-remaining': String(this.#settings.limit - this.#used),
      'x-ratelimit-used': String(this.#used),
      'x-ratelimit-reset': String(this.#resetSeconds),
      'x-ratelimit-resource': this.#resource,
    };
  }
}
