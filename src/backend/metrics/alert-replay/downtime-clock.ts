/** Times and lengths here are whole microseconds since 1970: below 2^53 until long after this is forgotten. */
export type Microseconds = number;

/** A piece of downtime, `[startUs, endUs)`. */
export interface DownPiece {
  readonly startUs: Microseconds;
  readonly endUs: Microseconds;
}

/** How long something has been down up to any moment, from which the downtime of any stretch follows. */
export class DowntimeClock {
  readonly #pieces: readonly DownPiece[];
  /** Downtime before each piece. */
  readonly #before: readonly Microseconds[];
  readonly #since: Microseconds;

  /**
   * @param pieces disjoint, in order
   * @param sinceUs since when the service is monitored; all are from then on
   */
  constructor(pieces: readonly DownPiece[], sinceUs: Microseconds = -Infinity) {
    this.#pieces = pieces;
    this.#since = sinceUs;
    let sum = 0;
    this.#before = pieces.map(({ startUs, endUs }) => {
      const before = sum;
      sum += endUs - startUs;
      return before;
    });
  }

  /** Downtime in the stretch of a length that ends at a moment. */
  downtimeIn(lengthUs: Microseconds, atUs: Microseconds): Microseconds {
    return this.#until(atUs) - this.#until(atUs - lengthUs);
  }

  /** How much of that stretch the service was monitored. */
  measured(lengthUs: Microseconds, atUs: Microseconds): Microseconds {
    return Math.max(0, Math.min(lengthUs, atUs - this.#since));
  }

  /** The moments at which the downtime of stretches of a length, or what is measured of them, changes its slope, unordered. */
  bends(lengthUs: Microseconds): readonly Microseconds[] {
    const ofLength = Number.isFinite(this.#since) ? [this.#since, this.#since + lengthUs] : [];
    return [...ofLength, ...this.#bendsOfDowntime(lengthUs)];
  }

  #bendsOfDowntime(lengthUs: Microseconds): readonly Microseconds[] {
    return this.#pieces.flatMap(({ startUs, endUs }) => [startUs, endUs, startUs + lengthUs, endUs + lengthUs]);
  }

  #until(atUs: Microseconds): Microseconds {
    let low = 0;
    let high = this.#pieces.length;
    // The number of pieces that began by then.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pieces[middle]?.startUs ?? Infinity) < atUs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const piece = this.#pieces[low - 1];
    const before = this.#before[low - 1] ?? 0;
    return piece === undefined ? 0 : before + Math.min(atUs, piece.endUs) - piece.startUs;
  }
}
