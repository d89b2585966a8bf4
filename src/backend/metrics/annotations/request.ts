import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/** What is to be marked on graphs. */
export interface MarksRequest {
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  /** Most marks, the newest first. */
  readonly limit: number;
}

/** Marks of one query, the newest first. */
export interface Marks<Mark> {
  readonly marks: readonly Mark[];
  /** True where older ones were left out at the limit. */
  readonly truncated: boolean;
}

/** As many of the rows as the limit allows; statements ask for one more than that. */
export function marksOf<Row, Mark>(
  rows: readonly Row[],
  { limit }: MarksRequest,
  markOf: (row: Row) => Mark
): Marks<Mark> {
  return { marks: rows.slice(0, limit).map(markOf), truncated: rows.length > limit };
}
