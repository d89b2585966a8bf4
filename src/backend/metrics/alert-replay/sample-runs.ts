import { MINUTE_US, united } from './minute-runs';
import type { Run } from './minute-runs';
import type { Microseconds } from './downtime-clock';

/** A deployment, as the change failure rate counts it. */
export interface SampledDeployment {
  readonly atUs: Microseconds;
  readonly failed: boolean;
}

/** The change failure rate of one service's newest days is at or over an edge, and rests on enough deployments. */
export interface SampleCondition {
  readonly windowMinutes: number;
  readonly edgePercent: number;
  /** Fewest deployments that say anything. */
  readonly minimumSample: number;
}

/**
 * At which minutes of a stretch the condition held. The rate changes only where a deployment comes into the window or
 * leaves it, so only those minutes are looked at.
 *
 * @param deployments in order of time
 * @param minutes both included
 * @returns in order, none touching another
 */
export function sampleRuns(deployments: readonly SampledDeployment[], condition: SampleCondition, minutes: Run): Run[] {
  const { windowMinutes, edgePercent, minimumSample } = condition;
  // A window begins with its first moment and ends before its last: a deployment counts from the minute after it.
  const comes = deployments.map(({ atUs }) => Math.floor(atUs / MINUTE_US) + 1);
  const changes = comes.flatMap((minute) => [minute, minute + windowMinutes]);
  const inside = changes.filter((minute) => minute > minutes.from && minute <= minutes.to);
  const starts = minutes.to < minutes.from ? [] : [...new Set([minutes.from, ...inside])].sort((a, b) => a - b);
  const failures = (index: number) => (deployments[index]?.failed === true ? 1 : 0);
  const runs: Run[] = [];
  let [first, last, failed] = [0, 0, 0];
  for (const [index, from] of starts.entries()) {
    for (; (comes[last] ?? Infinity) <= from; last += 1) {
      failed += failures(last);
    }
    for (; (comes[first] ?? Infinity) + windowMinutes <= from; first += 1) {
      failed -= failures(first);
    }
    const total = last - first;
    if (total > 0 && total >= minimumSample && (100 * failed) / total >= edgePercent) {
      runs.push({ from, to: (starts[index + 1] ?? minutes.to + 1) - 1 });
    }
  }
  return united(runs);
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
