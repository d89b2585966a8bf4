import type { Reader } from './reader';
import { statementKey } from './statement';
import type { Statement } from './statement';

/** Most rows kept, all answers together: some dozens of MiB. */
const MOST_ROWS = 100_000;

interface Kept {
  readonly rows: readonly object[];
  readonly askedMs: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Gives the answer to an equal statement once more for a while after it was asked. Rows are shared: whoever gets them must
 * leave them as they are.
 */
export class KeptAnswers {
  readonly #reader: Reader;
  /** By statement, the oldest first. */
  readonly #kept = new Map<string, Kept>();
  #rows = 0;
  /** How often all was forgotten. */
  #generation = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** A reader whose answers are at most so old, whichever reader asked for them. */
  keptFor(keepMs: number): Reader {
    return { run: (statement, signal) => this.#run(statement, keepMs, signal) };
  }

  async #run<Row extends object>(statement: Statement, keepMs: number, signal: AbortSignal): Promise<readonly Row[]> {
    signal.throwIfAborted();
    const key = statementKey(statement);
    const kept = this.#kept.get(key);
    const askedMs = performance.now();
    if (kept !== undefined && askedMs - kept.askedMs < keepMs) {
      // The statement's one typed function knows its rows' shape.
      return kept.rows as readonly Row[];
    }
    const generation = this.#generation;
    const rows = await this.#reader.run<Row>(statement, signal);
    const leftMs = keepMs - (performance.now() - askedMs);
    if (generation === this.#generation && leftMs > 0 && rows.length <= MOST_ROWS) {
      this.#keep(key, { rows, askedMs }, leftMs);
    }
    return rows;
  }

  /** Asks everything anew, what is being asked now included: what it rests on was changed. */
  forget(): void {
    this.#generation += 1;
    [...this.#kept.keys()].forEach((key) => this.#drop(key));
  }

  #keep(key: string, answer: Omit<Kept, 'timer'>, forMs: number): void {
    const { length } = answer.rows;
    this.#drop(key);
    for (const oldest of this.#kept.keys()) {
      if (this.#rows + length <= MOST_ROWS) {
        break;
      }
      this.#drop(oldest);
    }
    // Nothing that is only kept keeps a process alive.
    this.#kept.set(key, { ...answer, timer: setTimeout(() => this.#drop(key), forMs).unref() });
    this.#rows += length;
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
