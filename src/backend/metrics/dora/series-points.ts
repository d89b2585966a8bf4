import sql from 'sql-template-tag';

import { listed, listedIfAny, numberIn } from '../listed';
import type { ListedNumbers } from '../listed';
import type { Facts } from './facts';
import { NO_ROWS, measurementOf } from './measures';
import type { MeasureRow, Measurement } from './measures';

/** The points of a group in one row, each column a list with a place for each point; null: nothing in any of them. */
export interface PointsRow {
  /** Numbers of buckets; null for things that have no place in time, as open incidents. */
  readonly buckets: ListedNumbers;
  readonly statistic_seconds: ListedNumbers | null;
  readonly n: ListedNumbers;
  readonly total: ListedNumbers;
  readonly excluded: ListedNumbers | null;
  readonly open: ListedNumbers | null;
  readonly shared: ListedNumbers | null;
  readonly spread: readonly (ListedNumbers | null)[] | null;
}

/** The columns of a `PointsRow`, but for its buckets, of the rows `p` of `aggregated` in a group. */
export const POINTS_COLUMNS = sql`${listedIfAny(sql`p.statistic_seconds`, sql`p.statistic_seconds is not null`)},
    ${listed(sql`p.n`)}, ${listed(sql`p.total`)}, ${listedIfAny(sql`p.excluded`, sql`p.excluded <> 0`)},
    ${listedIfAny(sql`p.open`, sql`p.open <> 0`)}, ${listedIfAny(sql`p.shared`, sql`p.shared <> 0`)},
    case when bool_or(p.spread is not null) then json_agg(p.spread) end`;

/** The same columns of a row that has none. */
export const NO_POINTS = sql`null::json as statistic_seconds, null::json as n, null::json as total, null::json as excluded,
    null::json as open, null::json as shared, null::json as spread`;

/** What a group counts, bucket by bucket. */
export interface GroupPoints {
  /** One for each bucket. */
  readonly points: readonly Measurement[];
  /** Of things that have no place in time. */
  readonly open: number;
}

/**
 * The points of a group.
 *
 * @param row undefined: it has none
 */
export function groupPoints(
  row: PointsRow | undefined,
  bucketCount: number,
  facts: Facts,
  withInterval: boolean
): GroupPoints {
  const empty = measurementOf(facts, NO_ROWS, null, withInterval);
  const points = Array.from({ length: bucketCount }, () => empty);
  let open = 0;
  for (let place = 0; row !== undefined && place < row.buckets.length; place += 1) {
    const bucket = numberIn(row.buckets, place);
    const measured = measureRow(row, place);
    if (bucket === null) {
      open = measured.open;
    } else {
      points[bucket - 1] = measurementOf(facts, measured, null, withInterval);
    }
  }
  return { points, open };
}

function measureRow(row: PointsRow, place: number): MeasureRow {
  const countIn = (column: ListedNumbers | null) => (column === null ? 0 : (numberIn(column, place) ?? 0));
  return {
    statistic_seconds: row.statistic_seconds === null ? null : numberIn(row.statistic_seconds, place),
    n: countIn(row.n),
    total: countIn(row.total),
    excluded: countIn(row.excluded),
    open: countIn(row.open),
    shared: countIn(row.shared),
    spread: spreadIn(row.spread?.[place] ?? null),
    ranks: null,
  };
}

function spreadIn(spread: ListedNumbers | null): MeasureRow['spread'] {
  return spread === null ? null : spread.map((_, index) => numberIn(spread, index));
}
