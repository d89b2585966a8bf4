import { InvalidArgumentError } from 'commander';

import type { TimeRange } from '../src/backend/metrics/time-range';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { OUTAGES_RANGE } from './real-data';

/** What the demo can show. */
export const DATA_SETS = ['company', 'real'] as const;
export type DataSetName = (typeof DATA_SETS)[number];

/** Told on every screen, so that nobody takes one for the other, or for their own. */
export const DATA_SET_LABELS: Readonly<Record<DataSetName, string>> = {
  company: 'Sample company: made-up data.',
  real: 'Real pull requests and outages; SLOs, tiers and links are made up.',
};

/** A data set as it lies in a database. */
export interface LoadedData {
  readonly name: DataSetName;
  /** What the metrics are asked of: 90 days, half-open. */
  readonly metricsRange: TimeRange;
  /** What outages, budgets and alerts are asked of. */
  readonly outagesRange: TimeRange;
  /** Of the ranking of services; empty: all. */
  readonly rankedTeams: readonly string[];
  /** What dashboards open on; null: the range of their own, since the data ends now. */
  readonly shownRange: TimeRange | null;
}

const SHOWN_DAYS = 30;

/** What dashboards show of the real data, which ends with the outages. */
export const REAL_SHOWN_RANGE: TimeRange = {
  fromMs: OUTAGES_RANGE.toMs - SHOWN_DAYS * DAY_MS,
  toMs: OUTAGES_RANGE.toMs,
};

/** What is said of a data set where there is room for more than its label. */
export function noteOf({ name, shownRange }: Pick<LoadedData, 'name' | 'shownRange'>): string {
  const label = DATA_SET_LABELS[name];
  return shownRange === null
    ? `${label} Its year ended when this was started.`
    : `${label} The data ends on ${new Date(shownRange.toMs).toISOString().slice(0, 10)}, so dashboards open on the ${SHOWN_DAYS} days before.`;
}

/** @throws InvalidArgumentError for a name of none */
export function dataSetName(text: string): DataSetName {
  const found = DATA_SETS.find((name) => name === text);
  if (found === undefined) {
    throw new InvalidArgumentError(`It must be one of: ${DATA_SETS.join(', ')}.`);
  }
  return found;
}
