import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { serviceCondition } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/**
 * The CTE `scoped (id, name, team, tier)`: the services in scope that were in use during the range.
 * A retired one keeps its history up to then.
 */
export function scopedServicesCte(scope: Scope, range: TimeRange): Sql {
  return sql`scoped as materialized (
  select s.id, s.name, s.team, s.tier
  from stackflow.services as s
  where ${serviceCondition(scope)} and (s.retired_at is null or s.retired_at > ${timestamp(range.fromMs)})
)`;
}

/** The ids of `scoped`, as `bigint[]`. */
export const SCOPED_IDS = sql`array(select s.id from scoped as s)`;

/** Whether a period of downtime, alias `p`, lasts beyond a moment. */
export function lastsBeyond(at: Sql, which: Sql): Sql {
  return sql`exists (
    select from stackflow.incident_downtimes as p
    where ${which} and p.started_at < ${at} and coalesce(p.ended_at, 'infinity'::timestamptz) > ${at}
  )`;
}
