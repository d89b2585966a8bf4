/**
 * When the process ends: when the host says so, on SIGTERM, or when the host is gone.
 */

/** How often to look whether the host still lives. */
const WATCH_INTERVAL_MS = 1_000;

/** An orphan ends once nobody has been connected for this long. */
export const ORPHAN_GRACE_MS = 30_000;

/** Grafana kills a plugin 2 s after it asked it to end; running work gets most of that. */
const DRAIN_MS = 1_500;

/** Knows whether the host is there: by the parent process, and by calls and streams under way. */
export class HostWatch {
  readonly #parentId: number;
  readonly #currentParentId: () => number;
  #open = 0;
  #lastSeenMs: number;

  constructor(currentParentId: () => number, nowMs: number) {
    this.#currentParentId = currentParentId;
    this.#parentId = currentParentId();
    this.#lastSeenMs = nowMs;
  }

  /** A call or stream began (+1) or ended (−1). */
  onActivity(change: 1 | -1, nowMs: number): void {
    this.#open += change;
    this.#lastSeenMs = nowMs;
  }

  /** True once the parent is another and nothing has been open for `ORPHAN_GRACE_MS`. */
  isOrphaned(nowMs: number): boolean {
    const parentGone = this.#currentParentId() !== this.#parentId;
    return parentGone && this.#open <= 0 && nowMs - this.#lastSeenMs >= ORPHAN_GRACE_MS;
  }
}

export interface ProcessEnd {
  /** Stops taking calls; resolves once running ones have ended. */
  drain(): Promise<void>;
  /** Frees connections and files. Called after the drain, or when that takes too long. */
  dispose(): Promise<void>;
  /** Last, and synchronous. */
  exit(code: number): void;
}

/** Ends the process once, however many reasons come. */
export class Lifecycle {
  readonly #end: ProcessEnd;
  #ending = false;

  constructor(end: ProcessEnd) {
    this.#end = end;
  }

  /** Hooks up signals and the watch for a dead host. */
  watch(host: HostWatch): void {
    // A Ctrl-C in Grafana's terminal reaches the whole group; the host then ends us in order.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => this.end());
    setInterval(() => {
      if (host.isOrphaned(Date.now())) {
        this.end();
      }
    }, WATCH_INTERVAL_MS).unref();
  }

  /** Drains, frees, exits: within 2 s whatever happens. */
  end(): void {
    if (this.#ending) {
      return;
    }
    this.#ending = true;
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS));
    const orderly = this.#end.drain().then(() => this.#end.dispose());
    void Promise.race([orderly.catch(() => undefined), deadline]).then(() => this.#end.exit(0));
  }
}
