import type { DoraMetric } from '../../src/model/dora-metrics';

/**
 * The definitions of docs/metrics.md, written the slow and plain way over lists, to hold the SQL
 * against. Times are milliseconds since the epoch.
 */

export interface PlainChange {
  readonly key: string;
  readonly service: string;
  readonly type: 'deployment' | 'emergency';
  readonly unplanned: boolean;
  readonly outcome: 'successful' | 'failed' | 'rolled_back' | null;
  readonly createdAtMs: number;
  readonly implementationStartAtMs: number | null;
  readonly implementationEndAtMs: number | null;
  readonly closedAtMs: number;
}

export interface PlainIncident {
  readonly key: string;
  readonly priority: 'P1' | 'P2' | 'P3';
  readonly createdAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly changes: readonly string[];
  /** Changes that mended it; one that is among them blames nobody. */
  readonly fixes: readonly string[];
}

export interface PlainRecords {
  readonly changes: readonly PlainChange[];
  readonly incidents: readonly PlainIncident[];
}

export interface PlainAnswer {
  readonly value: number | null;
  readonly n: number;
  /** Incidents that are not resolved now and began before the range's end, where the metric counts them. */
  readonly open: number;
}

const DAY_MS = 24 * 3600 * 1000;

export const deployedAt = (change: PlainChange) => change.implementationEndAtMs ?? change.closedAtMs;
const within = (ms: number | null, fromMs: number, toMs: number): ms is number =>
  ms !== null && ms >= fromMs && ms < toMs;
export const isSevere = ({ priority }: PlainIncident) => priority !== 'P3';

function blames(incident: PlainIncident, change: PlainChange): boolean {
  const end = deployedAt(change);
  return (
    isSevere(incident) &&
    incident.changes.includes(change.key) &&
    !incident.fixes.includes(change.key) &&
    within(incident.createdAtMs, Math.min(change.implementationStartAtMs ?? end, end), end + DAY_MS)
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

function durations(
  seconds: readonly number[],
  statistic: (values: readonly number[]) => number | null,
  open = 0
): PlainAnswer {
  const counted = seconds.filter((value) => value >= 0);
  return { value: statistic(counted), n: counted.length, open };
}

function rate(n: number, of: number): PlainAnswer {
  return { value: of === 0 ? null : (100 * n) / of, n, open: 0 };
}

/** A metric over `[fromMs, toMs)` with its default statistic. */
export function bruteForce(metric: DoraMetric, records: PlainRecords, fromMs: number, toMs: number): PlainAnswer {
  const inRange = records.changes.filter((change) => within(deployedAt(change), fromMs, toMs));
  const deployments = inRange.filter(({ type }) => type === 'deployment');
  const successful = deployments.filter((change) => !failed(change, records));
  const resolved = records.incidents.filter(
    (incident) => isSevere(incident) && within(incident.resolvedAtMs, fromMs, toMs)
  );
  const open = records.incidents.filter(
    (incident) =>
      isSevere(incident) &&
      incident.createdAtMs < toMs &&
      (incident.resolvedAtMs === null || incident.resolvedAtMs > Date.now())
  );
  const failedBy = (incident: PlainIncident) =>
    records.changes.filter((change) => change.type === 'deployment' && blames(incident, change));
  const secondsUntilResolved = (incident: PlainIncident, fromTimeMs: number) =>
    ((incident.resolvedAtMs ?? NaN) - fromTimeMs) / 1000;
  switch (metric) {
    case 'deploymentFrequency':
      return { value: successful.length / ((toMs - fromMs) / DAY_MS), n: successful.length, open: 0 };
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
        mean,
        open.length
      );
    case 'failedDeploymentRecoveryTime':
      return durations(
        resolved.flatMap((incident) =>
          failedBy(incident).map((change) =>
            secondsUntilResolved(incident, Math.min(deployedAt(change), incident.createdAtMs))
          )
        ),
        median,
        open.flatMap(failedBy).length
      );
    case 'reworkRate':
      return rate(
        inRange.filter(
          ({ key, type, unplanned }) =>
            type === 'emergency' || unplanned || records.incidents.some(({ fixes }) => fixes.includes(key))
        ).length,
        inRange.length
      );
  }
}
