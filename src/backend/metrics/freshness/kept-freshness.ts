import type { UsualGaps } from '../../../model/record-sources';
import type { Reader } from '../../aurora/reader';
import type { Hearing } from './silence';
import { sourceFreshness } from './source-freshness';
import type { Freshness } from './source-freshness';

/** A dashboard asks for all its panels within a second or two; a person does not notice more. */
const KEEP_MS = 5000;

/** How fresh the sources of one data source are, asked once for all the panels of a dashboard. */
export class KeptFreshness {
  readonly #reader: Reader;
  readonly #usualGaps: UsualGaps;
  readonly #nowMs: () => number;
  #kept: { readonly freshness: Freshness; readonly askedMs: number } | null = null;

  constructor(reader: Reader, usualGaps: UsualGaps, nowMs: () => number = () => performance.now()) {
    this.#reader = reader;
    this.#usualGaps = usualGaps;
    this.#nowMs = nowMs;
  }

  /**
   * At most five seconds old. Queries that ask at once share one statement, as all equal ones do.
   *
   * @throws Failure as `Reader.run` does
   */
  async hear(signal: AbortSignal): Promise<Hearing> {
    const askedMs = this.#nowMs();
    if (this.#kept === null || askedMs - this.#kept.askedMs >= KEEP_MS) {
      this.#kept = { freshness: await sourceFreshness(this.#reader, signal), askedMs };
    }
    return { freshness: this.#kept.freshness, usualGaps: this.#usualGaps };
  }
}
