import sql, { join } from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { BLOCK_FACTOR, LEVELS, runsOf } from './days';
import { markedCtes } from './marks';
import type { CellStore } from './store';

/** Looks whether cells are what their records give. */

/** A day or block whose rows in a table are not those of its records. */
export interface CellDifference {
  /** The first day, since 1970-01-01. */
  readonly day: number;
  /** 1 at level 0. */
  readonly days: number;
  readonly table: string;
}

export interface CellCheck {
  /** How many days were computed anew. */
  readonly days: number;
  /** Days left out, since a mark says that they may differ. */
  readonly marked: number;
  readonly differences: readonly CellDifference[];
}

/** Computed anew by one statement. */
const DAYS_AT_ONCE = 32;

/**
 * Computes the cells of all folded days anew, or of the newest of them, and compares.
 *
 * @param reader reads each statement's tables as of one moment; those of one day are looked at by one statement, marks included
 * @param newestDays at most so many days
 * @throws Failure as `Reader.run` does
 */
export async function checkCells(
  store: CellStore,
  reader: Reader,
  newestDays: number,
  signal: AbortSignal
): Promise<CellCheck> {
  const folded = await reader.run<{ day: number }>(
    statementOf(sql`select d.day from ${store.folded} as d order by d.day desc limit ${newestDays}`),
    signal
  );
  const days = folded.map(({ day }) => day).toSorted((a, b) => a - b);
  const differences: CellDifference[] = [];
  let marked = 0;
  for (const run of runsOf(days)) {
    for (let fromMs = run.fromMs; fromMs < run.toMs; fromMs += DAYS_AT_ONCE * DAY_MS) {
      const range = { fromMs, toMs: Math.min(run.toMs, fromMs + DAYS_AT_ONCE * DAY_MS) };
      for (const row of await reader.run<DayRow>(dayStatement(store, range), signal)) {
        marked += row.differs === null ? 1 : 0;
        differences.push(...(row.differs ?? []).map((table) => ({ day: row.day, days: 1, table })));
      }
    }
  }
  return {
    days: days.length - marked,
    marked,
    differences: [...differences, ...(await wrongBlocks(store, reader, days, signal))],
  };
}

/** A day that has a mark, or tables that differ. */
interface DayRow {
  readonly day: number;
  /** Null: it has a mark. */
  readonly differs: readonly string[] | null;
}

function dayStatement({ tables, recordsCtes, marks }: CellStore, range: TimeRange): Statement {
  const differing = Object.entries(tables).map(
    ([name, { table, rows, isOf, day }]) => sql`select ${name}::text as name, ${day} as day
  from (
    (${rows} except all select k.* from ${table} as k where ${isOf(range)})
    union all
    (select k.* from ${table} as k where ${isOf(range)} except all ${rows})
  ) as k`
  );
  return statementOf(sql`with ${recordsCtes(range)},
${markedCtes(marks, range)},
differing as (
  ${join(differing, '\n  union all\n  ')}
)
select d.day, case when d.is_marked then null else d.names end as differs
from (
  select g.day, g.day in (select m.day from marked as m) as is_marked,
    array(select distinct x.name from differing as x where x.day = g.day order by 1) as names
  from generate_series(${range.fromMs / DAY_MS}::int, ${range.toMs / DAY_MS}::int - 1) as g (day)
) as d
where d.is_marked or cardinality(d.names) > 0
order by d.day`);
}

/** Blocks of several days that are not the sum of those below: a fold writes both in one transaction. */
async function wrongBlocks(
  { levelled }: CellStore,
  reader: Reader,
  days: readonly number[],
  signal: AbortSignal
): Promise<readonly CellDifference[]> {
  const differences: CellDifference[] = [];
  for (const level of LEVELS.slice(1)) {
    const length = BLOCK_FACTOR ** level;
    const blocks = [...new Set(days.map((day) => Math.floor(day / length)))];
    for (const { name, table, blocks: rows } of levelled.filter(({ levels }) => levels.includes(level))) {
      const stored = sql`select k.* from ${table} as k where k.level = ${level}::smallint and k.block = any(${blocks}::int[])`;
      const found = await reader.run<{ block: number }>(
        statementOf(sql`select distinct d.block
from ((${rows(level, blocks)} except all ${stored}) union all (${stored} except all ${rows(level, blocks)})) as d
order by 1`),
        signal
      );
      differences.push(...found.map(({ block }) => ({ day: block * length, days: length, table: name })));
    }
  }
  return differences;
}
