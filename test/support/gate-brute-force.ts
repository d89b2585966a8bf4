import { downMinutes } from './minute-by-minute';
import type { MinuteRecords } from './minute-by-minute';

/**
 * The change gate the slow and plain way: look at every minute. All times are whole minutes since the
 * epoch, and so are budgets, so that a service is gated for whole minutes.
 */

/** What an SLO demands from a time on. */
export interface PlainVersion {
  readonly from: number;
  readonly windowMinutes: number;
  /** Whole minutes of downtime that are allowed. */
  readonly budget: number;
  readonly enabled: boolean;
}

export interface PlainService {
  readonly records: MinuteRecords;
  readonly service: string;
  /** Of each SLO its versions, the first from `-Infinity`, in order. */
  readonly slos: readonly (readonly PlainVersion[])[];
  /** Null while in use. */
  readonly retiredAt: number | null;
  /** Nothing is asked from outside `[first, last]`. */
  readonly first: number;
  readonly last: number;
}

/** Over how many minutes an SLO may look back. */
const LONGEST_WINDOW = 2 * 1440;

export class PlainGate {
  readonly #of: PlainService;
  /** Minutes of downtime from the beginning up to each minute. */
  readonly #downBefore: number[] = [0];

  constructor(of: PlainService) {
    this.#of = of;
    for (let minute = of.first - LONGEST_WINDOW; minute < of.last + 1; minute += 1) {
      const before = this.#downBefore.at(-1) ?? 0;
      this.#downBefore.push(before + downMinutes(of.records, of.service, [minute, minute + 1]));
    }
  }

  /** Whether the service is gated at this very moment. */
  isGatedAt(at: number): boolean {
    return this.#isGated(at, at);
  }

  /** Whether it is so during the minute that begins then. */
  isGatedDuring(minute: number): boolean {
    return this.#isGated(minute, minute + 0.5);
  }

  /** Since when it has been gated at a moment at which it is. A break of no length is none. */
  since(at: number): number {
    let began = at;
    while (began > this.#of.first && this.isGatedDuring(began - 1)) {
      began -= 1;
    }
    return began;
  }

  /** Stretches in `[from, to)` in which it is gated. */
  spells(from: number, to: number): readonly (readonly [number, number])[] {
    const spells: [number, number][] = [];
    for (let minute = from; minute < to; minute += 1) {
      const last = spells.at(-1);
      if (!this.isGatedDuring(minute)) {
        continue;
      }
      if (last?.[1] === minute) {
        last[1] = minute + 1;
      } else {
        spells.push([minute, minute + 1]);
      }
    }
    return spells;
  }

  /** @param minute the whole minute that `at` lies in: it says which versions hold */
  #isGated(minute: number, at: number): boolean {
    const { slos, retiredAt } = this.#of;
    return (
      (retiredAt === null || minute < retiredAt) &&
      slos.some((versions) => {
        const version = versions.findLast(({ from }) => from <= minute);
        if (version === undefined || !version.enabled) {
          return false;
        }
        const used = this.#downUntil(at) - this.#downUntil(at - version.windowMinutes);
        return version.budget === 0 ? used > 0 : used >= version.budget;
      })
    );
  }

  #downUntil(at: number): number {
    const index = at - this.#of.first + LONGEST_WINDOW;
    const whole = Math.floor(index);
    const before = this.#downBefore[whole] ?? NaN;
    return whole === index ? before : before + ((this.#downBefore[whole + 1] ?? NaN) - before) * (index - whole);
  }
}
