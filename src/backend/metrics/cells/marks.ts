import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { changeById } from '../dora/change-by-id';
import { IS_SEVERE } from '../dora/deployments';
import type { TimeRange } from '../time-range';
import { touchedDays } from './days';

/** Marks of days whose cells may be stale. */
export interface DayMarks {
  /** `day` is null where a mark names something else, or nothing. */
  readonly table: Sql;
  /** Whether a mark, alias `m`, is one of every day. */
  readonly isOfEveryDay: Sql;
  /**
   * `select` of columns `day, marked_at` of marks that name something else than a day, by what whoever asks sees of it: whoever
   * wrote the mark may not have seen it yet. It is looked up for each mark: by guesses PostgreSQL may begin with all
   * records of history instead.
   */
  readonly tied: Sql;
}

/** Of deployments: a mark may name a change, or an incident whose changes are meant. */
export const DEPLOYMENT_MARKS: DayMarks = {
  table: sql`stackflow.cell_marks`,
  isOfEveryDay: sql`m.day is null and m.change_id is null and m.incident_id is null`,
  tied: sql`
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
    where m.day is null and m.incident_id is not null and stackflow.has_cells(c.deployed_at)`,
};

/** Of incidents: a mark may name one, of which the day is meant on which it was created. */
export const INCIDENT_MARKS: DayMarks = {
  table: sql`stackflow.incident_marks`,
  isOfEveryDay: sql`m.day is null and m.incident_id is null`,
  tied: sql`
    select stackflow.utc_day(i.created_at) as day, m.marked_at
    from stackflow.incident_marks as m
    cross join lateral (
      select i.created_at from stackflow.incidents as i where i.id = m.incident_id and ${IS_SEVERE}
      offset 0
    ) as i
    where m.day is null and m.incident_id is not null and stackflow.has_cells(i.created_at)`,
};

/**
 * The CTEs `marked (day)` and `runs (starts_at, ends_at timestamptz)`: the days that the range touches whose cells may be
 * stale, and the same as stretches of the range.
 */
export function markedCtes({ table, isOfEveryDay, tied }: DayMarks, range: TimeRange): Sql {
  const { first, end } = touchedDays(range);
  return sql`marked as materialized (
  select m.day from ${table} as m where m.day >= ${first}::int and m.day < ${end}::int
  union
  select t.day from (${tied}) as t where t.day >= ${first}::int and t.day < ${end}::int
  union
  select d.day from generate_series(${first}::int, ${end}::int - 1) as d (day)
  where exists (select from ${table} as m where ${isOfEveryDay})
),
runs as materialized (
  select greatest(stackflow.day_starts_at(min(d.day)), ${timestamp(range.fromMs)}) as starts_at,
    least(stackflow.day_starts_at(max(d.day) + 1), ${timestamp(range.toMs)}) as ends_at
  from (select m.day, m.day - row_number() over (order by m.day) as run from marked as m) as d
  group by d.run
)`;
}
