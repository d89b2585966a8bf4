/**
 * When the process ends: when the host says so, on SIGTERM, or when the host is gone.
 */

/** How often to look whether the host still lives. */
const WATCH_INTERVAL_MS = 1_000;

/** Grafana kills a plugin 2 s after it asked it to end; running work gets most of that. */
const DRAIN_MS = 1_500;

/** A process and its parent, as the system knows them. */
export interface ParentProcess {
  /** The parent's id now; the system gives an orphan another one, save for Windows. */
  readonly id: () => number;
  /** Whether a process of this id runs. */
  readonly runs: (id: number) => boolean;
}

/** This process's own. */
export const PARENT: ParentProcess = {
  id: () => process.ppid,
  // Elsewhere an orphan's parent is another at once, and a process of another user seems not to run.
  runs: (id) => process.platform !== 'win32' || canBeSignalled(id),
};

function canBeSignalled(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Knows whether the host is there: it started this process, so that it has gone once the parent is
 * another. No load and no silence can look like that. A launcher between the two must `exec`.
 */
export class HostWatch {
  readonly #parent: ParentProcess;
  readonly #hostId: number;

  /** To be made as early as can be, while the host is still there. */
  constructor(parent: ParentProcess) {
    this.#parent = parent;
    this.#hostId = parent.id();
  }

  /** True once the host has gone. */
  isOrphaned(): boolean {
    return this.#parent.id() !== this.#hostId || !this.#parent.runs(this.#hostId);
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
    // A host that died before this process could look at it has closed its end of the handshake.
    process.stdout.on('error', () => this.end());
    // Nobody reads the log of an orphan.
    process.stderr.on('error', () => undefined);
    // A Ctrl-C in Grafana's terminal reaches the whole group; the host then ends us in order.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => this.end());
    setInterval(() => {
      if (host.isOrphaned()) {
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
