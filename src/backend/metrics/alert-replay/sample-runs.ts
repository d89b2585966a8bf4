import { MINUTE_US, united } from './minute-runs';
import type { Run } from './minute-runs';
import type { Microseconds } from './downtime-clock';

/** What a DORA metric counts once: of a rate 1 where it failed and 0 where not, else its seconds. */
export interface SampledFact {
  readonly atUs: Microseconds;
  readonly value: number;
}

/** A rule on a DORA metric of one service: the newest days' figure is at or over an edge, and rests on enough. */
export interface SampleCondition {
  readonly metric: 'changeFailureRate' | 'leadTime' | 'mttr';
  readonly windowMinutes: number;
  /** Percent, or seconds. */
  readonly edge: number;
  /** Fewest deployments or incidents that say anything. */
  readonly minimumSample: number;
}

/**
 * At which minutes of a stretch the condition held. The figure changes only where a fact comes into the window or
 * leaves it, so only those minutes are looked at.
 *
 * @param facts in order of time
 * @param minutes both included
 * @returns in order, none touching another
 */
export function sampleRuns(facts: readonly SampledFact[], condition: SampleCondition, minutes: Run): Run[] {
  const { windowMinutes } = condition;
  // A window begins with its first moment and ends before its last: a fact counts from the minute after it.
  const comes = facts.map(({ atUs }) => Math.floor(atUs / MINUTE_US) + 1);
  const changes = comes.flatMap((minute) => [minute, minute + windowMinutes]);
  const inside = changes.filter((minute) => minute > minutes.from && minute <= minutes.to);
  const starts = minutes.to < minutes.from ? [] : [...new Set([minutes.from, ...inside])].sort((a, b) => a - b);
  const runs: Run[] = [];
  const window = new SampleWindow();
  let [first, last] = [0, 0];
  for (const [index, from] of starts.entries()) {
    for (; (comes[last] ?? Infinity) <= from; last += 1) {
      window.add(facts[last]?.value ?? NaN);
    }
    for (; (comes[first] ?? Infinity) + windowMinutes <= from; first += 1) {
      window.remove(facts[first]?.value ?? NaN);
    }
    if (isOver(window, condition)) {
      runs.push({ from, to: (starts[index + 1] ?? minutes.to + 1) - 1 });
    }
  }
  return united(runs);
}

function isOver(window: SampleWindow, { metric, edge, minimumSample }: SampleCondition): boolean {
  return window.size > 0 && window.size >= minimumSample && figureOf(metric, window) >= edge;
}

/** As `measureColumns` of the DORA metrics aggregates. */
function figureOf(metric: SampleCondition['metric'], window: SampleWindow): number {
  switch (metric) {
    case 'changeFailureRate':
      return (100 * window.sum()) / window.size;
    case 'mttr':
      return window.sum() / window.size;
    case 'leadTime':
      return window.median();
  }
}

/** Values in order, so that a median needs no sorting at each of many thousand minutes. */
class SampleWindow {
  readonly #sorted: number[] = [];

  get size(): number {
    return this.#sorted.length;
  }

  add(value: number): void {
    this.#sorted.splice(this.#placeOf(value), 0, value);
  }

  /** @param value one that was added */
  remove(value: number): void {
    this.#sorted.splice(this.#placeOf(value), 1);
  }

  /** Added up anew each time: what comes and goes would leave its rounding behind. */
  sum(): number {
    return this.#sorted.reduce((sum, value) => sum + value, 0);
  }

  median(): number {
    const middle = (this.#sorted.length - 1) / 2;
    const [low = NaN, high = NaN] = [this.#sorted[Math.floor(middle)], this.#sorted[Math.ceil(middle)]];
    return low + (high - low) / 2;
  }

  /** The first place at which nothing smaller stands behind. */
  #placeOf(value: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? Infinity) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/** What a rule that is evaluated every so many minutes, and by the clock, sees of runs: those that it meets. */
export function evaluatedRuns(runs: readonly Run[], everyMinutes: number): Run[] {
  return united(
    runs.flatMap(({ from, to }) => {
      const first = Math.ceil(from / everyMinutes) * everyMinutes;
      const last = Math.floor(to / everyMinutes) * everyMinutes;
      return first > last ? [] : [{ from: first, to: last + everyMinutes - 1 }];
    })
  );
}
