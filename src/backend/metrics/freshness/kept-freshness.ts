import type { UsualGaps } from '../../../model/record-sources';
import type { Reader } from '../../aurora/reader';
import type { Statement } from '../../aurora/statement';
import type { Hearing } from './silence';
import { freshnessStatement, sourceFreshness } from './source-freshness';
import type { Freshness } from './source-freshness';

/** Silences are told by the hour, and most of what they are told of is as old. */
const KEEP_MS = 30_000;

export interface FreshnessOptions {
  readonly usualGaps: UsualGaps;
  /** Whether the reader reads the rows of some teams alone. */
  readonly isLimited: boolean;
  /** Told of a failure that nobody else is told of. */
  readonly onFailure: (error: unknown) => void;
  /** Default: the process's own clock. */
  readonly nowMs?: () => number;
}

/** How fresh the sources of one data source are, asked once for all the panels of a dashboard. */
export class KeptFreshness {
  readonly #reader: Reader;
  readonly #options: FreshnessOptions;
  readonly #nowMs: () => number;
  #kept: { readonly freshness: Freshness; readonly askedMs: number } | null = null;

  constructor(reader: Reader, options: FreshnessOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** What is asked. */
  get statement(): Statement {
    return freshnessStatement(this.#options.isLimited);
  }

  /**
   * At most half a minute old. Queries that ask at once share one statement, as all equal ones do.
   *
   * @throws Failure as `Reader.run` does
   */
  async hear(signal: AbortSignal): Promise<Hearing> {
    const askedMs = this.#nowMs();
    const { usualGaps, isLimited } = this.#options;
    if (this.#kept === null || askedMs - this.#kept.askedMs >= KEEP_MS) {
      this.#kept = { freshness: await sourceFreshness(this.#reader, isLimited, signal), askedMs };
    }
    return { freshness: this.#kept.freshness, usualGaps };
  }

  /** The same for who can do without: null where it fails, which `onFailure` is told. Throws the signal's reason once aborted. */
  async hearIfPossible(signal: AbortSignal): Promise<Hearing | null> {
    try {
      return await this.hear(signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#options.onFailure(error);
      return null;
    }
  }
}
