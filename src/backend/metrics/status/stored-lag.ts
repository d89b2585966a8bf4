import sql, { raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { StoredNumbers } from '../../../model/stored-numbers';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { DEPLOYMENTS } from '../cells/cell-rows';
import { INCIDENTS } from '../cells/incident-rows';
import type { CellStore } from '../cells/store';
import { MONITORED_FROM } from '../downtime/downtime-sql';

/** How far stored numbers are behind: answers are the same, only slower for what is marked. */
export interface StoredLag {
  readonly stored: StoredNumbers;
  /** Services or days of which what is stored may be stale. */
  readonly marked: number;
  readonly of: number;
  /** When the first of them was marked, in milliseconds since the epoch; null where none is. */
  readonly oldestMarkMs: number | null;
  /** When the last fold ended; null where none ever did. */
  readonly lastFoldMs: number | null;
}

interface Row {
  readonly stored: StoredNumbers;
  readonly marked: number;
  readonly of: number;
  readonly oldest_mark_ms: number | null;
  readonly last_fold_ms: number | null;
}

/** One statement, a row for each kind. It reads one entry of an index for each service and day, however many marks there are. */
export function storedLagStatement(): Statement {
  return statementOf(sql`with recursive ${dayLagCtes('deployments', DEPLOYMENTS)},
${dayLagCtes('incidents', INCIDENTS)},
first_marks (service_id, of_downtime, of_gate, is_gate_folded) as (
  select s.id,
    (select m.marked_at from stackflow.down_marks as m where m.service_id = s.id order by m.marked_at limit 1),
    (select m.marked_at from stackflow.gate_marks as m where m.service_id = s.id order by m.marked_at limit 1),
    exists (
      select from stackflow.gate_folds as f
      where f.service_id = s.id and (f.monitored_since, f.retired_at) is not distinct from (${MONITORED_FROM}, s.retired_at)
    )
  from stackflow.services as s
),
lags (place, stored, marked, of, marked_at) as (
  select 1, 'downtime', count(m.of_downtime), count(*), min(m.of_downtime) from first_marks as m
  union all
  -- What is stored of the gate rests on downtime.
  select 2, 'gatedPeriods', count(*) filter (where coalesce(m.of_gate, m.of_downtime) is not null or not m.is_gate_folded),
    count(*), min(least(m.of_gate, m.of_downtime))
  from first_marks as m
  union all
  select 3, 'deployments', d.marked, d.of, d.marked_at from lag_of_deployments as d
  union all
  select 4, 'incidents', d.marked, d.of, d.marked_at from lag_of_incidents as d
)
select l.stored, l.marked::float8 as marked, l.of::float8 as of,
  extract(epoch from l.marked_at)::float8 * 1000 as oldest_mark_ms,
  extract(epoch from f.folded_at)::float8 * 1000 as last_fold_ms
from lags as l
left join stackflow.fold_times as f on f.stored = l.stored
order by l.place`);
}

/** CTEs that end with `lag_of_<name> (marked, of, marked_at)`, of days. */
function dayLagCtes(name: 'deployments' | 'incidents', { marks, folded }: CellStore): Sql {
  const [withMarks, markedDays] = [raw(`days_with_marks_of_${name}`), raw(`marked_days_of_${name}`)];
  const { table, tied, isOfEveryDay } = marks;
  return sql`${withMarks} (day, marked_at) as (
  (select m.day, m.marked_at from ${table} as m where m.day is not null order by m.day, m.marked_at limit 1)
  union all
  select n.day, n.marked_at
  from ${withMarks} as d
  cross join lateral (
    select m.day, m.marked_at from ${table} as m where m.day > d.day order by m.day, m.marked_at limit 1
  ) as n
),
${markedDays} (day, marked_at) as (
  select u.day, min(u.marked_at)
  from (select d.day, d.marked_at from ${withMarks} as d union all ${tied}) as u
  group by u.day
),
${raw(`lag_of_${name}`)} (marked, of, marked_at) as (
  select case when e.marked_at is null then (select count(*) from ${markedDays}) else d.n end, d.n,
    least(e.marked_at, (select min(m.marked_at) from ${markedDays} as m))
  from (select min(m.marked_at) as marked_at from ${table} as m where ${isOfEveryDay}) as e
  cross join (
    select count(*) as n
    from (select f.day from ${folded} as f union select d.day from ${markedDays} as d) as known
  ) as d
)`;
}

/**
 * How far stored numbers are behind now, one for each kind.
 *
 * @throws Failure as `Reader.run` does
 */
export async function storedLags(reader: Reader, signal: AbortSignal): Promise<readonly StoredLag[]> {
  const rows = await reader.run<Row>(storedLagStatement(), signal);
  return rows.map(({ stored, marked, of, oldest_mark_ms: oldestMarkMs, last_fold_ms: lastFoldMs }) => ({
    stored,
    marked,
    of,
    oldestMarkMs,
    lastFoldMs,
  }));
}
