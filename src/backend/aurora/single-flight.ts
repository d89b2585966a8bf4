/**
 * Runs work that several callers want at the same moment once. The work is aborted when its last
 * caller has gone; a caller that goes early gets its abort reason at once.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** How many distinct pieces of work are running. */
  get size(): number {
    return this.#flights.size;
  }

  /**
   * @param key equal keys share one run
   * @param work started only where no run of the key is under way
   * @throws what the work throws, or the signal's reason once it is aborted
   */
  run(key: string, signal: AbortSignal, work: (shared: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.callers += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        this.#leave(key, flight);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #start(key: string, work: (shared: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { callers: 0, controller, result: work(controller.signal) };
    this.#flights.set(key, flight);
    const land = () => this.#land(key, flight);
    flight.result.then(land, land);
    return flight;
  }

  #leave(key: string, flight: Flight<T>): void {
    flight.callers -= 1;
    if (flight.callers === 0) {
      // A caller that comes now must not join work that is being aborted.
      this.#land(key, flight);
      flight.controller.abort();
    }
  }

  #land(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) {
      this.#flights.delete(key);
    }
  }
}

interface Flight<T> {
  callers: number;
  readonly controller: AbortController;
  readonly result: Promise<T>;
}
