/** Work in the background that is done again and again until it is stopped; never twice at once. */
export interface PeriodicWork {
  /** Pause before the first run, in ms. */
  readonly firstAfterMs: number;
  /** Pause after each run, in ms. */
  readonly pauseMs: number;
  /** Ends soon once the signal aborts; what it throws then is nobody's concern. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Told of what a run throws; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

export class Periodic {
  readonly #work: PeriodicWork;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(work: PeriodicWork) {
    this.#work = work;
    this.#timer = this.#after(work.firstAfterMs);
  }

  /** Stops for good, once what runs has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #after(milliseconds: number): NodeJS.Timeout {
    // Nothing that is only due some time keeps a process alive.
    return setTimeout(() => {
      this.#running = this.#once();
    }, milliseconds).unref();
  }

  async #once(): Promise<void> {
    const { signal } = this.#stop;
    try {
      await this.#work.run(signal);
    } catch (error) {
      if (!signal.aborted) {
        this.#work.onError(error);
      }
    }
    if (!signal.aborted) {
      this.#timer = this.#after(this.#work.pauseMs);
    }
  }
}
