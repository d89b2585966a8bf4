import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { TimeRange } from '../time-range';
import type { DayMarks } from './marks';

/** Cells of one kind of records, which are written, folded and looked after day by day. */
export interface CellStore {
  /** The name of the lock of who folds. */
  readonly lock: string;
  /** The tables whose rows cells are computed from. */
  readonly records: readonly string[];
  /** `select` of the days, column `day`, that have anything to count. */
  readonly daysOfRecords: Sql;
  readonly marks: DayMarks;
  /** The table of when the cells of a day were last written, … */
  readonly folded: Sql;
  /** … and to which tables: the version of the schema that last changed which there are. */
  readonly version: number;
  /**
   * The CTE `records` of whole days.
   *
   * @param range from one midnight of UTC to another
   */
  readonly recordsCtes: (range: TimeRange) => Sql;
  /** By the name of the table. */
  readonly tables: Readonly<Record<string, CellTable>>;
  readonly levelled: readonly LevelledTable[];
}

/** A table of cells. */
export interface CellTable {
  readonly table: Sql;
  /** `select` of its rows of days, from `records as r`. */
  readonly rows: Sql;
  /** Whether a row, alias `k`, is of these days. */
  readonly isOf: (range: TimeRange) => Sql;
  /** The day of a row, alias `k`. */
  readonly day: Sql;
}

/** A table that has blocks of several days. */
export interface LevelledTable {
  readonly name: string;
  readonly table: Sql;
  /** Those above 0. */
  readonly levels: readonly number[];
  /** `select` of the rows of a level's blocks from those of the level below. */
  readonly blocks: (level: number, blocks: readonly number[]) => Sql;
}

/**
 * `select` of the days that records are of, from day to day by the index of their time: it holds all of history.
 *
 * @param records a table expression with a condition
 * @param at the time of a record
 */
export function daysIn(records: Sql, at: Sql): Sql {
  const next = (condition: Sql) => sql`select stackflow.utc_day(${at}) as day
      from ${records} and stackflow.has_cells(${at}) and ${condition}
      order by ${at}
      limit 1`;
  return sql`with recursive days (day) as (
    (${next(sql`true`)})
    union all
    select n.day from days as d cross join lateral (${next(sql`${at} >= stackflow.day_starts_at(d.day + 1)`)}) as n
  )
  select d.day from days as d`;
}
