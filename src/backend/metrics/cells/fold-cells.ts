import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { inPoolTransaction, inTransaction } from '../../aurora/transaction';
import { IS_OF_EVERY_DAY, TIED_MARKS } from './days';
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
 * @param database signed in as a member of sre_metrics_writer, in no transaction
 * @param restMinutes leaves out days that were folded in the last so many minutes
 * @param signal stops between two transactions; the next fold goes on there
 * @throws what PostgreSQL says
 */
export async function foldCells(
  database: ClientBase | Pool,
  restMinutes: number,
  signal: AbortSignal
): Promise<FoldedCells> {
  let days = 0;
  while (!signal.aborted) {
    const batch = async (client: ClientBase) => {
      // By default a session might have a snapshot of the whole transaction, which misses what marks stand for.
      await client.query('set transaction isolation level read committed');
      return await foldBatch(client, restMinutes);
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
export async function foldBatch(client: ClientBase, restMinutes: number): Promise<number | null> {
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('sre-metrics fold cells', 0)) as locked`
  );
  if (rows[0]?.locked !== true) {
    return null;
  }
  if (await leftToRecords(client)) {
    return 0;
  }
  await lookUpMarks(client);
  await spreadMarks(client);
  const days = await takeMarks(client, restMinutes);
  await writeDays(client, days);
  return days.length;
}

/**
 * Rows of partitions and of tables that inherit change without the triggers, and policies hide rows from some readers
 * alone: there every day stays marked, and records answer.
 */
async function leftToRecords(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ left: boolean }>(`select exists (
  select from pg_class as c
  where c.oid in (
      'stackflow.change_records'::regclass, 'stackflow.incidents'::regclass, 'stackflow.incident_changes'::regclass,
      'stackflow.github_changes'::regclass
    )
    and (c.relkind <> 'r' or c.relrowsecurity or exists (select from pg_inherits as i where i.inhparent = c.oid))
) as left`);
  const isLeft = rows[0]?.left === true;
  if (isLeft) {
    await client.query(`insert into stackflow.cell_marks (day)
select null where not exists (select from stackflow.cell_marks as m where ${IS_OF_EVERY_DAY.text})`);
  }
  return isLeft;
}

/** Marks of changes and incidents become those of days, by what is seen of them now. Whoever moves or links one later marks as well. */
async function lookUpMarks(client: ClientBase): Promise<void> {
  await client.query(sql`with tied as (${TIED_MARKS}
),
gone as (
  delete from stackflow.cell_marks as m where m.change_id is not null or m.incident_id is not null
)
insert into stackflow.cell_marks (day, marked_at) select t.day, min(t.marked_at) from tied as t group by t.day`);
}

/** A mark of every day becomes one of each day that has records or cells: no other has anything to count. */
async function spreadMarks(client: ClientBase): Promise<void> {
  const { rowCount } = await client.query(`delete from stackflow.cell_marks as m where ${IS_OF_EVERY_DAY.text}`);
  if (rowCount === 0) {
    return;
  }
  // From day to day by the index, which holds all of history.
  await client.query(`insert into stackflow.cell_marks (day)
with recursive days (day) as (
  (${nextDay('true')})
  union all
  select n.day from days as d cross join lateral (${nextDay('c.deployed_at >= stackflow.day_starts_at(d.day + 1)')}) as n
)
select d.day from days as d
union
select f.day from stackflow.folded_days as f`);
}

function nextDay(condition: string): string {
  return `select stackflow.utc_day(c.deployed_at) as day
  from stackflow.change_records as c
  where c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')
    and c.deployed_at >= '1800-01-01 00:00:00+00' and c.deployed_at < '2201-01-01 00:00:00+00' and ${condition}
  order by c.deployed_at
  limit 1`;
}

/** Takes the marks that it sees of some days, those marked longest ago first. A mark that is committed later stays. */
async function takeMarks(client: ClientBase, restMinutes: number): Promise<readonly number[]> {
  const { rows } = await client.query<{ day: number }>(sql`with due as (
  select m.day
  from stackflow.cell_marks as m
  left join stackflow.folded_days as f on f.day = m.day
  where f.folded_at is null or f.folded_at <= now() - make_interval(mins => ${restMinutes}::int)
  group by m.day
  order by min(m.marked_at), m.day
  limit ${DAYS_AT_ONCE}
),
taken as (
  delete from stackflow.cell_marks as m using due as d where m.day = d.day
  returning m.day
)
select distinct t.day from taken as t order by t.day`);
  return rows.map(({ day }) => day);
}
