import type { DoraMetric } from '../../src/model/dora-metrics';

/**
 * The definitions of docs/metrics.md, written the slow and plain way over lists, to hold the SQL
 * against. Times are milliseconds since the epoch.
 */

export interface PlainChange {
  readonly key: string;
  readonly service: string;
  readonly type: 'deployment' | 'emergency';
  readonly outcome: 'successful' | 'failed' | 'rolled_back' | null;
  readonly createdAtMs: number;
  readonly implementationEndAtMs: number | null;
  readonly closedAtMs: number;
}

export interface PlainIncident {
  readonly key: string;
  readonly priority: 'P1' | 'P2' | 'P3';
  readonly createdAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly changes: readonly string[];
}

export interface PlainRecords {
  readonly changes: readonly PlainChange[];
  readonly incidents: readonly PlainIncident[];
}

export interface PlainAnswer {
  readonly value: number | null;
  readonly n: number;
}

const DAY_MS = 24 * 3600 * 1000;

export const deployedAt = (change: PlainChange) => change.implementationEndAtMs ?? change.closedAtMs;
const within = (ms: number | null, fromMs: number, toMs: number): ms is number =>
  ms !== null && ms >= fromMs && ms < toMs;
export const isSevere = ({ priority }: PlainIncident) => priority !== 'P3';

function blames(incident: PlainIncident, change: PlainChange): boolean {
  const end = change.implementationEndAtMs;
  return (
    isSevere(incident) &&
    incident.changes.includes(change.key) &&
    end !== null &&
    within(incident.createdAtMs, end, end + DAY_MS)
  );
}

/** Whether a deployment failed, by its outcome or by an incident. */
export function failed(change: PlainChange, { incidents }: PlainRecords): boolean {
  const byOutcome = change.outcome === 'failed' || change.outcome === 'rolled_back';
  return byOutcome || incidents.some((incident) => blames(incident, change));
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  return low === undefined || high === undefined ? null : low + (high - low) * (middle % 1);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function durations(seconds: readonly number[], statistic: (values: readonly number[]) => number | null): PlainAnswer {
  const counted = seconds.filter((value) => value >= 0);
  return { value: statistic(counted), n: counted.length };
}

function rate(n: number, of: number): PlainAnswer {
  return { value: of === 0 ? null : (100 * n) / of, n };
}

/** A metric over `[fromMs, toMs)` with its default statistic. */
export function bruteForce(metric: DoraMetric, records: PlainRecords, fromMs: number, toMs: number): PlainAnswer {
  const inRange = records.changes.filter((change) => within(deployedAt(change), fromMs, toMs));
  const deployments = inRange.filter(({ type }) => type === 'deployment');
  const successful = deployments.filter((change) => !failed(change, records));
  const resolved = records.incidents.filter(
    (incident) => isSevere(incident) && within(incident.resolvedAtMs, fromMs, toMs)
  );
  const secondsUntilResolved = (incident: PlainIncident, fromTimeMs: number) =>
    ((incident.resolvedAtMs ?? NaN) - fromTimeMs) / 1000;
  switch (metric) {
    case 'deploymentFrequency':
      return { value: successful.length / ((toMs - fromMs) / DAY_MS), n: successful.length };
    case 'leadTime':
      return durations(
        successful.map(({ createdAtMs, closedAtMs }) => (closedAtMs - createdAtMs) / 1000),
        median
      );
    case 'changeFailureRate':
      return rate(deployments.length - successful.length, deployments.length);
    case 'mttr':
      return durations(
        resolved.map((incident) => secondsUntilResolved(incident, incident.createdAtMs)),
        mean
      );
    case 'failedDeploymentRecoveryTime':
      return durations(
        resolved.flatMap((incident) =>
          records.changes
            .filter((change) => change.type === 'deployment' && blames(incident, change))
            .map((change) => secondsUntilResolved(incident, deployedAt(change)))
        ),
        median
      );
    case 'reworkRate':
      return rate(inRange.length - deployments.length, inRange.length);
  }
}
