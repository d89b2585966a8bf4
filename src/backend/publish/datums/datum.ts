import type { PublishedKind } from '../../../model/publishing';

/** CloudWatch's units, those of ours. */
export type Unit = 'Count' | 'Seconds' | 'Percent' | 'None';

/** A dimension: name and value. */
export type Dimension = readonly [name: string, value: string];

/** One data point as PutMetricData takes it, and as the ledger keeps it until it is sent. */
export interface Datum {
  readonly kind: PublishedKind;
  /** Start of the hour, its timestamp. */
  readonly hourMs: number;
  readonly metric: string;
  readonly unit: Unit;
  readonly dimensions: readonly Dimension[];
  /** Distinct; at most 150. */
  readonly values: readonly number[];
  /** How often each value occurred. */
  readonly counts: readonly number[];
}

/** A key by which the data points of one series in one hour are known. */
export function seriesHourKey({ hourMs, metric, dimensions }: Datum): string {
  return JSON.stringify([hourMs, metric, dimensions]);
}

/** What CloudWatch calls SampleCount. */
export function sampleCountOf(datums: readonly Datum[]): number {
  return datums.reduce((sum, { counts }) => counts.reduce((inner, count) => inner + count, sum), 0);
}
