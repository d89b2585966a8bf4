import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { changeById } from '../dora/change-by-id';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';

/** Days of UTC as cells number them: since 1970-01-01. */

/** Blocks of days: 1 at level 0, 8 at level 1, 64 at level 2. */
export const LEVELS = [0, 1, 2] as const;
export const BLOCK_FACTOR = 8;

/** Days `[first, end)`. */
export interface Days {
  readonly first: number;
  readonly end: number;
}

/** The days that a range touches. */
export function touchedDays({ fromMs, toMs }: TimeRange): Days {
  return { first: Math.floor(fromMs / DAY_MS), end: Math.ceil(toMs / DAY_MS) };
}

/** The days whose midnights are nearest to the ends of a range, which a sum of whole days is corrected to. */
export function nearestDays({ fromMs, toMs }: TimeRange): Days {
  return { first: nearestDay(fromMs), end: nearestDay(toMs) };
}

function nearestDay(ms: number): number {
  return Math.floor((ms + DAY_MS / 2) / DAY_MS);
}

/** Days that follow one another, together, as ranges of time. */
export function runsOf(days: readonly number[]): readonly TimeRange[] {
  const runs: Array<{ fromMs: number; toMs: number }> = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last?.toMs === day * DAY_MS) {
      last.toMs += DAY_MS;
    } else {
      runs.push({ fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS });
    }
  }
  return runs;
}

interface Block {
  readonly level: number;
  readonly block: number;
}

/** The fewest blocks that make up the days. */
export function blocksOf({ first, end }: Days): readonly Block[] {
  const blocks: Block[] = [];
  for (let day = first; day < end;) {
    const level = LEVELS.findLast((one) => day % BLOCK_FACTOR ** one === 0 && day + BLOCK_FACTOR ** one <= end) ?? 0;
    blocks.push({ level, block: day / BLOCK_FACTOR ** level });
    day += BLOCK_FACTOR ** level;
  }
  return blocks;
}

/** Whether a mark, alias `m`, is one of every day. */
export const IS_OF_EVERY_DAY = sql`m.day is null and m.change_id is null and m.incident_id is null`;

/**
 * `select` of columns `day, marked_at` of marks that name a change or an incident, by what whoever asks sees of it: whoever wrote
 * the mark may not have seen yet when the change was deployed, or what it was linked to. Both are looked up for each mark: by
 * guesses PostgreSQL may begin with all changes of history instead.
 */
export const TIED_MARKS = sql`
    select stackflow.utc_day(c.deployed_at) as day, m.marked_at
    from stackflow.cell_marks as m
    cross join lateral (${changeById(sql`m.change_id`)}
    ) as c
    where m.day is null and m.change_id is not null and stackflow.has_cells(c.deployed_at)
    union all
    select stackflow.utc_day(c.deployed_at), m.marked_at
    from stackflow.cell_marks as m
    cross join lateral (
      select l.change_id from stackflow.incident_changes as l where l.incident_id = m.incident_id
      offset 0
    ) as l
    cross join lateral (${changeById(sql`l.change_id`)}
    ) as c
    where m.day is null and m.incident_id is not null and stackflow.has_cells(c.deployed_at)`;

/**
 * The CTEs `marked (day)` and `runs (starts_at, ends_at timestamptz)`: the days that the range touches whose cells may be
 * stale, and the same as stretches of the range.
 */
export function markedCtes(range: TimeRange): Sql {
  const { first, end } = touchedDays(range);
  return sql`marked as materialized (
  select m.day from stackflow.cell_marks as m where m.day >= ${first}::int and m.day < ${end}::int
  union
  select t.day from (${TIED_MARKS}) as t where t.day >= ${first}::int and t.day < ${end}::int
  union
  select d.day from generate_series(${first}::int, ${end}::int - 1) as d (day)
  where exists (select from stackflow.cell_marks as m where ${IS_OF_EVERY_DAY})
),
runs as materialized (
  select greatest(stackflow.day_starts_at(min(d.day)), ${timestamp(range.fromMs)}) as starts_at,
    least(stackflow.day_starts_at(max(d.day) + 1), ${timestamp(range.toMs)}) as ends_at
  from (select m.day, m.day - row_number() over (order by m.day) as run from marked as m) as d
  group by d.run
)`;
}

/** Whether a cell of a day is that of `bucket_days as d`. It names the days, since PostgreSQL cannot guess how few there are. */
export function isCellOf(range: TimeRange, cell: Sql): Sql {
  const { first, end } = touchedDays(range);
  return sql`${cell}.level = 0 and ${cell}.block = d.day and ${cell}.block >= ${first}::int and ${cell}.block < ${end}::int`;
}
