import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { inPoolTransaction, inTransaction } from '../../aurora/transaction';
import type { DayMarks } from './marks';
import type { CellStore } from './store';
import { writeDays } from './write-days';

/** Folded in one transaction: short, since a fold that is cut off does its last batch again. */
const DAYS_AT_ONCE = 32;

/** How long a day rests that was folded: today has a new mark every minute, and is read as records meanwhile. */
export const REST_MINUTES = 10;

/** For who folds once. */
export const NO_REST = 0;

export interface FoldedCells {
  /** Days whose cells were written; one that was marked again meanwhile counts again. */
  readonly days: number;
  /** Whether another process was at it, which does the rest. */
  readonly isBusy: boolean;
}

/**
 * Writes the cells of every marked day anew, some at a time. Nobody waits for it. Answers are the same before and after,
 * only quicker.
 *
 * @param store which cells
 * @param database signed in as a member of sre_metrics_writer, in no transaction
 * @param restMinutes leaves out days that were folded in the last so many minutes
 * @param signal stops between two transactions; the next fold goes on there
 * @throws what PostgreSQL says
 */
export async function foldCells(
  store: CellStore,
  database: ClientBase | Pool,
  restMinutes: number,
  signal: AbortSignal
): Promise<FoldedCells> {
  let days = 0;
  while (!signal.aborted) {
    const batch = async (client: ClientBase) => {
      // By default a session might have a snapshot of the whole transaction, which misses what marks stand for.
      await client.query('set transaction isolation level read committed');
      return await foldBatch(store, client, restMinutes);
    };
    const folded = await ('totalCount' in database
      ? inPoolTransaction(database, batch)
      : inTransaction(database, batch));
    days += folded ?? 0;
    if (folded === null || folded === 0) {
      return { days, isBusy: folded === null };
    }
  }
  return { days, isBusy: false };
}

/**
 * Folds some days, in the transaction that the client is in, in which each statement sees what was committed before it.
 *
 * @returns how many; null where another process is at it
 */
export async function foldBatch(store: CellStore, client: ClientBase, restMinutes: number): Promise<number | null> {
  const { rows } = await client.query<{ locked: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${store.lock}, 0)) as locked`
  );
  if (rows[0]?.locked !== true) {
    return null;
  }
  if (await leftToRecords(client, store)) {
    return 0;
  }
  await lookUpMarks(client, store.marks);
  await spreadMarks(client, store);
  const days = await takeMarks(client, store, restMinutes);
  await writeDays(client, store, days);
  return days.length;
}

/**
 * Rows of partitions and of tables that inherit change without the triggers, and policies hide rows from some readers
 * alone: there every day stays marked, and records answer.
 */
async function leftToRecords(client: ClientBase, { records, marks }: CellStore): Promise<boolean> {
  const { rows } = await client.query<{ left: boolean }>(sql`select exists (
  select from pg_class as c
  where c.oid = any (${records}::regclass[])
    and (c.relkind <> 'r' or c.relrowsecurity or exists (select from pg_inherits as i where i.inhparent = c.oid))
) as left`);
  const isLeft = rows[0]?.left === true;
  if (isLeft) {
    await client.query(sql`insert into ${marks.table} (day)
select null where not exists (select from ${marks.table} as m where ${marks.isOfEveryDay})`);
  }
  return isLeft;
}

/** Marks of other things become those of days, by what is seen of them now. Whoever moves or links one later marks as well. */
async function lookUpMarks(client: ClientBase, { table, isOfEveryDay, tied }: DayMarks): Promise<void> {
  await client.query(sql`with tied as (${tied}
),
gone as (
  delete from ${table} as m where m.day is null and not (${isOfEveryDay})
)
insert into ${table} (day, marked_at) select t.day, min(t.marked_at) from tied as t group by t.day`);
}

/** A mark of every day becomes one of each day that has records or cells: no other has anything to count. */
async function spreadMarks(client: ClientBase, { marks, daysOfRecords, folded }: CellStore): Promise<void> {
  const { rowCount } = await client.query(sql`delete from ${marks.table} as m where ${marks.isOfEveryDay}`);
  if (rowCount === 0) {
    return;
  }
  await client.query(sql`insert into ${marks.table} (day)
select r.day from (${daysOfRecords}) as r
union
select f.day from ${folded} as f`);
}

/** Takes the marks that it sees of some days, those marked longest ago first. A mark that is committed later stays. */
async function takeMarks(
  client: ClientBase,
  { marks, folded }: CellStore,
  restMinutes: number
): Promise<readonly number[]> {
  const { rows } = await client.query<{ day: number }>(sql`with due as (
  select m.day
  from ${marks.table} as m
  left join ${folded} as f on f.day = m.day
  where f.folded_at is null or f.folded_at <= now() - make_interval(mins => ${restMinutes}::int)
  group by m.day
  order by min(m.marked_at), m.day
  limit ${DAYS_AT_ONCE}
),
taken as (
  delete from ${marks.table} as m using due as d where m.day = d.day
  returning m.day
)
select distinct t.day from taken as t order by t.day`);
  return rows.map(({ day }) => day);
}
