import type { ClientBase } from 'pg';
import sql, { join, raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { BLOCK_FACTOR, LEVELS, runsOf } from './days';
import type { CellStore } from './store';

/**
 * Writes the cells of days anew, from their records.
 *
 * @param client in a transaction in which each statement sees what was committed before it
 * @param days ascending, since 1970-01-01
 */
export async function writeDays(client: ClientBase, store: CellStore, days: readonly number[]): Promise<void> {
  for (const run of runsOf(days)) {
    await client.query(removeDays(store, run));
    await client.query(fillDays(store, run));
  }
  for (const level of LEVELS.slice(1)) {
    const blocks = [...new Set(days.map((day) => Math.floor(day / BLOCK_FACTOR ** level)))];
    for (const { table, blocks: rows } of store.levelled.filter(({ levels }) => levels.includes(level))) {
      await client.query(
        sql`delete from ${table} as k where k.level = ${level}::smallint and k.block = any(${blocks}::int[])`
      );
      await client.query(sql`insert into ${table} ${rows(level, blocks)}`);
    }
  }
}

function daysOf({ fromMs, toMs }: TimeRange): Sql {
  return sql`generate_series(${fromMs / DAY_MS}::int, ${toMs / DAY_MS}::int - 1)`;
}

function removeDays({ tables, folded }: CellStore, range: TimeRange): Sql {
  const removals = Object.values(tables).map(
    ({ table, isOf }, index) => sql`${raw(`removed_${index}`)} as (
  delete from ${table} as k where ${isOf(range)}
)`
  );
  return sql`with ${join(removals, ',\n')}
delete from ${folded} as d where d.day in (select ${daysOf(range)})`;
}

function fillDays({ tables, folded, version, recordsCtes }: CellStore, range: TimeRange): Sql {
  const fills = Object.values(tables).map(
    ({ table, rows }, index) => sql`${raw(`filled_${index}`)} as (
  insert into ${table}
  ${rows}
)`
  );
  return sql`with ${recordsCtes(range)},
${join(fills, ',\n')}
insert into ${folded} (day, folded_at, cells_version)
select d.day, now(), ${version}::smallint from ${daysOf(range)} as d (day)`;
}
