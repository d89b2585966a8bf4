import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';

/** Days of UTC as cells number them: since 1970-01-01. */

/** Blocks of days: 1 at level 0, 8 at level 1, 64 at level 2. */
export const LEVELS = [0, 1, 2] as const;
export const BLOCK_FACTOR = 8;
/** Those of lead times themselves: of 64 days there would be as many again to write whenever one of them changes. */
export const VALUE_LEVELS = [0, 1] as const;

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

/** The fewest blocks that make up the days, of some levels, of which one is 0. */
export function blocksOf({ first, end }: Days, levels: readonly number[] = LEVELS): readonly Block[] {
  const blocks: Block[] = [];
  for (let day = first; day < end;) {
    const level = levels.findLast((one) => day % BLOCK_FACTOR ** one === 0 && day + BLOCK_FACTOR ** one <= end) ?? 0;
    blocks.push({ level, block: day / BLOCK_FACTOR ** level });
    day += BLOCK_FACTOR ** level;
  }
  return blocks;
}

/** Whether a cell of a day is that of `bucket_days as d`. It names the days, since PostgreSQL cannot guess how few there are. */
export function isCellOf(range: TimeRange, cell: Sql): Sql {
  const { first, end } = touchedDays(range);
  return sql`${cell}.level = 0 and ${cell}.block = d.day and ${cell}.block >= ${first}::int and ${cell}.block < ${end}::int`;
}
