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
  let [first, last] = [0, 0];
  for (const [index, from] of starts.entries()) {
    while ((comes[last] ?? Infinity) <= from) {
      last += 1;
    }
    while ((comes[first] ?? Infinity) + windowMinutes <= from) {
      first += 1;
    }
    if (isOver(facts.slice(first, last), condition)) {
      runs.push({ from, to: (starts[index + 1] ?? minutes.to + 1) - 1 });
    }
  }
  return united(runs);
}

function isOver(facts: readonly SampledFact[], { metric, edge, minimumSample }: SampleCondition): boolean {
  return facts.length > 0 && facts.length >= minimumSample && figureOf(metric, facts) >= edge;
}

/** As `measureColumns` of the DORA metrics aggregates. */
function figureOf(metric: SampleCondition['metric'], facts: readonly SampledFact[]): number {
  const sum = facts.reduce((total, { value }) => total + value, 0);
  switch (metric) {
    case 'changeFailureRate':
      return (100 * sum) / facts.length;
    case 'mttr':
      return sum / facts.length;
    case 'leadTime':
      return medianOf(facts.map(({ value }) => value).sort((a, b) => a - b));
  }
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  const [low = NaN, high = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low + (high - low) / 2;
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
