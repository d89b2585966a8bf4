import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { MONITORED_FROM, availabilityPercent, microseconds } from '../downtime/downtime-sql';
import { serviceCondition } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/**
 * Whether anything says that somebody looks at a service, alias `s`: an outage, whenever it was, or since when it is
 * monitored. Else that it is up may be mere silence.
 */
export const IS_ON_RECORD = sql`(${MONITORED_FROM} is not null
      or exists (select from stackflow.incident_downtimes as p where p.service_id = s.id))`;

/**
 * The CTE `scoped (id, name, team, tier, measured_from, measured_to, is_on_record,
 * target_percent)`: the services in scope that were in
 * use during the range, and the part of it that each is measured over: from when it was monitored, up to
 * when it was retired. A part without length is none. `is_on_record` tells whether anything says that
 * somebody looks: an outage, whenever it was, or since when it is monitored.
 * `target_percent` is what its strictest enabled SLO demands now; null where it has none.
 */
export function scopedServicesCte(scope: Scope, range: TimeRange): Sql {
  return sql`scoped as materialized (
  select s.id, s.name, s.team, s.tier, m.starts_at as measured_from,
    greatest(m.starts_at, least(${timestamp(range.toMs)}, s.retired_at)) as measured_to,
    ${IS_ON_RECORD} as is_on_record,
    (
      select max(o.target_percent)::float8 from stackflow.slos as o where o.service_id = s.id and o.enabled
    ) as target_percent
  from stackflow.services as s
  cross join lateral (select greatest(${timestamp(range.fromMs)}, ${MONITORED_FROM}) as starts_at) as m
  where ${serviceCondition(scope)} and (s.retired_at is null or s.retired_at > ${timestamp(range.fromMs)})
)`;
}

/** The ids of `scoped`, as `bigint[]`. */
export const SCOPED_IDS = sql`array(select s.id from scoped as s)`;

/** Whether a period of downtime, alias `p`, lasts beyond a moment. Its end is written as `incident_downtimes_ended_idx` has it. */
export function lastsBeyond(at: Sql, which: Sql): Sql {
  return sql`exists (
    select from stackflow.incident_downtimes as p
    join stackflow.services as r on r.id = p.service_id
    where ${which} and p.started_at < ${at} and coalesce(p.ended_at, 'infinity'::timestamptz) > ${at}
      and (r.retired_at is null or r.retired_at > ${at})
  )`;
}

const DOWNTIME_US = sql`coalesce(d.us, 0)`;
const MEASURED_US = microseconds(sql`s.measured_from`, sql`s.measured_to`);

/** The availability of `scoped as s` with the downtime `d (us numeric)`, which may be missing, in percent. */
export const AVAILABILITY = availabilityPercent(DOWNTIME_US, MEASURED_US);

/**
 * From least to most reliable, then by more downtime and name. Behind those that are known to be up come
 * those of which nothing is on record, and last those that were never measured.
 */
export const LEAST_RELIABLE_FIRST = sql`${DOWNTIME_US} / nullif(${MEASURED_US}, 0) desc nulls last, ${DOWNTIME_US} desc,
  s.is_on_record desc, s.name collate "C"`;
