import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { SamplePart } from '../../../model/dora-query';
import type { Statistic } from '../../../model/dora-metrics';
import type { Interval } from '../evidence/interval';
import { IS_COUNTED, IS_NEGATIVE, SECONDS } from './duration';
import type { Facts } from './facts';
import { PERCENTILES } from './percentiles';
import { ranksColumn } from './periods';
import { intervalOf, spreadColumn } from './spread';

/** What a value rests on: how many things it counts, or how many of how many. */
export type Sample =
  { readonly kind: 'count'; readonly n: number } | { readonly kind: 'ratio'; readonly n: number; readonly of: number };

/** One number of one group, over the range or one bucket, with what it rests on. */
export interface Measurement {
  /** In the metric's unit; null where there is no data. */
  readonly value: number | null;
  readonly sample: Sample;
  /** All that was looked at: what is counted, and what is not. */
  readonly total: number;
  /** Durations left out because they are negative, or because an end is missing or infinite. */
  readonly excluded: number;
  /** Incidents left out because they are still open. */
  readonly open: number;
  /** Of all that was looked at, changes that stand in several services of the group and are counted once. */
  readonly shared: number;
  /** Where the truth lies at 95 %; null where nobody asked, or without data. */
  readonly interval: Interval | null;
}

/** Columns that `sampleColumns` selects. Counts come as float8, which `pg` reads as numbers. */
export interface SampleRow {
  readonly n: number;
  readonly total: number;
  readonly excluded: number;
  readonly open: number;
  readonly shared: number;
}

/** Columns that `measureColumns` selects. */
export interface MeasureRow extends SampleRow {
  readonly statistic_seconds: number | null;
  /** Read by `intervalOf`. */
  readonly spread: readonly (number | null)[] | null;
  /** Of durations that are compared: of a mean the sum of ranks and the ties, of a percentile how many exceed that of both. */
  readonly ranks: readonly (number | null)[] | null;
}

/** What a measurement is to tell besides its value and its sample. */
export interface Wanted {
  readonly interval: boolean;
  /** Ranks among both periods; only of facts that have them. */
  readonly ranks: boolean;
}

/** The aggregates of `facts as f` that give a measurement. */
export function measureColumns(facts: Facts, { interval, ranks }: Wanted): Sql {
  const statistic = facts.kind === 'duration' ? statisticSql(facts.statistic, DURATION, IS_COUNTED) : sql`null::float8`;
  const none = sql`null::float8[]`;
  return sql`${statistic} as statistic_seconds, ${sampleColumns(facts)},
    ${interval ? spreadColumn(facts) : none} as spread, ${ranks ? ranksColumn(facts) : none} as ranks`;
}

/** The aggregates of `facts as f` that tell what a measurement rests on. */
export function sampleColumns(facts: Facts): Sql {
  if (facts.kind !== 'duration') {
    return sql`count(*) filter (where f.hit)::float8 as n, count(*)::float8 as total,
    0::float8 as excluded, 0::float8 as open, ${SHARED} as shared`;
  }
  return sql`count(*) filter (where ${IS_COUNTED})::float8 as n, count(*)::float8 as total,
    count(*) filter (where not f.open and coalesce(${IS_NEGATIVE}, true))::float8 as excluded,
    count(*) filter (where f.open)::float8 as open, ${SHARED} as shared`;
}

const SHARED = sql`count(*) filter (where f.shared)::float8`;

/** A duration as an aggregate looks at it, once exact and once as a double. */
export interface DurationColumns {
  /** A bigint. */
  readonly us: Sql;
  readonly seconds: Sql;
}

const DURATION: DurationColumns = { us: sql`f.us`, seconds: SECONDS };

/**
 * The statistic of durations in seconds, as an aggregate: of the rows that meet the condition. A mean is a sum of exact
 * microseconds, so it is the same in whatever order rows are read.
 */
export function statisticSql(statistic: Statistic, { us, seconds }: DurationColumns, condition: Sql): Sql {
  return statistic === 'mean'
    ? sql`(avg(${us}) filter (where ${condition}) / 1000000)::float8`
    : sql`percentile_cont(${PERCENTILES[statistic]}::float8) within group (order by ${seconds}) filter (where ${condition})`;
}

/**
 * The measurement of an aggregated row.
 *
 * @param days length of what the row covers for a frequency per day; null for a plain count
 * @param withInterval whether its interval was asked for
 */
export function measurementOf(facts: Facts, row: MeasureRow, days: number | null, withInterval: boolean): Measurement {
  const { n, total, excluded, open, shared } = row;
  const sample: Sample = facts.kind === 'rate' ? { kind: 'ratio', n, of: total } : { kind: 'count', n };
  const interval = withInterval ? intervalOf(facts, row, days) : null;
  return { value: valueOf(facts, row, days), sample, total, excluded, open, shared, interval };
}

function valueOf({ kind }: Facts, { n, total, statistic_seconds }: MeasureRow, days: number | null): number | null {
  switch (kind) {
    case 'count':
      return perDay(n, days);
    case 'rate':
      return total === 0 ? null : (100 * n) / total;
    case 'duration':
      return statistic_seconds;
  }
}

/** What a query shows of a measurement: its value, or a part of what it rests on. */
export function figureOf(measurement: Measurement, part: SamplePart): number | null {
  const { value, sample, total } = measurement;
  switch (part) {
    case 'none':
      return value;
    case 'n':
      return sample.n;
    case 'failed':
      // A rate of failures counts them; a frequency counts the others.
      return sample.kind === 'ratio' ? sample.n : total - sample.n;
    case 'total':
      return total;
    case 'excluded':
    case 'open':
      return measurement[part];
  }
}

/** How many deployments or durations the value is made of: what it is a share of, or what it counts. */
export function sampleSize({ sample }: Measurement): number {
  return sample.kind === 'ratio' ? sample.of : sample.n;
}

/** Of all these, the changes of several services that are counted once. */
export function sharedOf(measurements: readonly Pick<Measurement, 'shared'>[]): number {
  return measurements.reduce((sum, { shared }) => sum + shared, 0);
}

/** A frequency; null where the range has no length, as one that lies in the future. */
function perDay(n: number, days: number | null): number | null {
  if (days === null) {
    return n;
  }
  return days > 0 ? n / days : null;
}

/** What an aggregate over no rows gives. */
export const NO_ROWS: MeasureRow = {
  statistic_seconds: null,
  n: 0,
  total: 0,
  excluded: 0,
  open: 0,
  shared: 0,
  spread: null,
  ranks: null,
};
