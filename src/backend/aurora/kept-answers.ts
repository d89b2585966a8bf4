import type { Reader } from './reader';
import { statementKey } from './statement';
import type { Statement } from './statement';

/** Most rows kept, all answers together: some dozens of MiB. */
const MOST_ROWS = 100_000;

interface Kept {
  readonly rows: readonly object[];
  readonly timer: NodeJS.Timeout;
}

/**
 * A reader that gives the answer to an equal statement once more for a while after it was asked. Rows are shared: whoever
 * gets them must leave them as they are.
 */
export class KeptAnswers implements Reader {
  readonly #reader: Reader;
  readonly #keepMs: number;
  /** By statement, the oldest first. */
  readonly #kept = new Map<string, Kept>();
  #rows = 0;
  /** How often all was forgotten. */
  #generation = 0;

  constructor(reader: Reader, keepMs: number) {
    this.#reader = reader;
    this.#keepMs = keepMs;
  }

  async run<Row extends object>(statement: Statement, signal: AbortSignal): Promise<readonly Row[]> {
    signal.throwIfAborted();
    const key = statementKey(statement);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      // The statement's one typed function knows its rows' shape.
      return kept.rows as readonly Row[];
    }
    const generation = this.#generation;
    const askedMs = performance.now();
    const rows = await this.#reader.run<Row>(statement, signal);
    const leftMs = this.#keepMs - (performance.now() - askedMs);
    if (generation === this.#generation && leftMs > 0 && rows.length <= MOST_ROWS) {
      this.#keep(key, rows, leftMs);
    }
    return rows;
  }

  /** Asks everything anew, what is being asked now included: what it rests on was changed. */
  forget(): void {
    this.#generation += 1;
    [...this.#kept.keys()].forEach((key) => this.#drop(key));
  }

  #keep(key: string, rows: readonly object[], forMs: number): void {
    this.#drop(key);
    for (const oldest of this.#kept.keys()) {
      if (this.#rows + rows.length <= MOST_ROWS) {
        break;
      }
      this.#drop(oldest);
    }
    // Nothing that is only kept keeps a process alive.
    this.#kept.set(key, { rows, timer: setTimeout(() => this.#drop(key), forMs).unref() });
    this.#rows += rows.length;
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      clearTimeout(kept.timer);
      this.#kept.delete(key);
      this.#rows -= kept.rows.length;
    }
  }
}
