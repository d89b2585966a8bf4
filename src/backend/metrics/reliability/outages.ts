import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Priority } from '../../../model/annotations-query';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { incidentDownPieces } from '../downtime/down-pieces';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { SCOPED_IDS, lastsBeyond, scopedServicesCte } from './scoped-services';

export interface OutagesRequest {
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  /** Most outages, the most impactful first. */
  readonly limit: number;
}

/** What one incident did to one service inside the range. */
export interface Outage {
  readonly incident: string;
  readonly priority: Priority;
  readonly url: string | null;
  readonly service: string;
  readonly team: string | null;
  /** First moment of its downtime inside the range, in milliseconds since the epoch. */
  readonly startedMs: number;
  /** Last moment inside the range; the range's end while the service is still down. */
  readonly endedMs: number;
  /** Whether the downtime lasts beyond the range's end, as far as is known. */
  readonly isOngoing: boolean;
  readonly downtimeMinutes: number;
  /** Null where nobody counted. */
  readonly affectedUsers: number | null;
  /** Affected users × downtime minutes; null where nobody counted users. */
  readonly impactUserMinutes: number | null;
}

interface OutageRow {
  readonly incident: string;
  readonly priority: Priority;
  readonly url: string | null;
  readonly service: string;
  readonly team: string | null;
  readonly started_ms: number;
  readonly ended_ms: number;
  readonly is_ongoing: boolean;
  readonly downtime_minutes: number;
  readonly affected_users: number | null;
  readonly impact: number | null;
}

/** CTEs that end with `outages (service_id, incident_id, down tstzmultirange, us)`: one row for each incident and service that it took down. */
export function outagesCtes(scope: Scope, range: TimeRange): Sql {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  return sql`${scopedServicesCte(scope, range)},
outages as (
  select d.*
  from ${incidentDownPieces(SCOPED_IDS, from, to)} as d
  where not isempty(d.down)
)`;
}

/** The incident `i` of an outage `o`, looked up by its id: PostgreSQL might else go over all incidents of history. */
function incidentOf(columns: Sql, condition = sql`true`): Sql {
  return sql`(
      select ${columns} from stackflow.incidents as i where ${condition} and i.id = o.incident_id
      offset 0
    ) as i`;
}

/** So many times the limit are the longest outages whose users are looked up one by one. */
const LONGEST_PER_ROW = 20;

/**
 * One statement: outages by user impact. Those whose users nobody counted come last, longest first,
 * since their impact is unknown and not zero.
 *
 * Users are looked up for the longest outages. A shorter one is among the gravest only if its incident has so many more; those
 * incidents are read by an index of users. Where few are counted of the longest, users of all outages are looked up.
 */
export function outagesStatement({ scope, range, limit }: OutagesRequest): Statement {
  const to = timestamp(range.toMs);
  return statementOf(sql`with ${outagesCtes(scope, range)},
-- The next one: null where there are no more.
shortest as materialized (
  select (
    select o.us from outages as o where o.incident_id is not null order by o.us desc offset ${limit * LONGEST_PER_ROW} limit 1
  ) as us
),
longest as materialized (
  select o.*, i.affected_users
  from outages as o
  cross join lateral ${incidentOf(sql`i.affected_users`)}
  where o.us >= coalesce((select c.us from shortest as c), 0)
),
-- How many users a shorter outage needs; any are enough where fewer than the limit are counted. Null where there are none.
needed as materialized (
  select least(floor(coalesce(
    (select o.affected_users * o.us from longest as o order by 1 desc nulls last offset ${limit - 1} limit 1), 0
  ) / c.us), ${MOST_USERS})::bigint as users
  from shortest as c
),
-- With those that are as grave as the last: what they are told apart by is looked up for these alone.
gravest as (
  select o.*
  from (
    select o.* from longest as o
    union all
    select o.*, i.affected_users
    from outages as o
    join (
      select i.id, i.affected_users from stackflow.incidents as i
      where (select n.users from needed as n) > 0 and i.affected_users >= (select n.users from needed as n)
      offset 0
    ) as i on i.id = o.incident_id
    where o.us < (select c.us from shortest as c)
    union all
    select o.*, i.affected_users
    from outages as o
    cross join lateral ${incidentOf(sql`i.affected_users`, sql`(select n.users from needed as n) = 0`)}
    where o.us < (select c.us from shortest as c) and i.affected_users is not null
  ) as o
  order by o.affected_users * o.us desc nulls last, o.us desc
  fetch first ${limit} rows with ties
)
select i.title as incident, i.priority, i.url, s.name as service, s.team,
  extract(epoch from lower(o.down))::float8 * 1000 as started_ms,
  extract(epoch from upper(o.down))::float8 * 1000 as ended_ms,
  upper(o.down) = ${to} and ${lastsBeyond(to, sql`p.incident_id = o.incident_id and p.service_id = o.service_id`)} as is_ongoing,
  (o.us / 60000000)::float8 as downtime_minutes,
  o.affected_users::float8 as affected_users,
  (o.affected_users * o.us / 60000000)::float8 as impact
from gravest as o
join scoped as s on s.id = o.service_id
cross join lateral ${incidentOf(sql`i.title, i.priority, i.url`)}
order by o.affected_users * o.us desc nulls last, o.us desc, lower(o.down), o.incident_id, s.name collate "C"
limit ${limit}`);
}

/** What a bigint holds. */
const MOST_USERS = sql`9223372036854775807`;

/**
 * The outages with the most user minutes lost inside the range.
 *
 * @throws Failure as `Reader.run` does
 */
export async function topOutages(
  reader: Reader,
  request: OutagesRequest,
  signal: AbortSignal
): Promise<readonly Outage[]> {
  const rows = await reader.run<OutageRow>(outagesStatement(request), signal);
  return rows.map((row) => ({
    incident: row.incident,
    priority: row.priority,
    url: row.url,
    service: row.service,
    team: row.team,
    startedMs: row.started_ms,
    endedMs: row.ended_ms,
    isOngoing: row.is_ongoing,
    downtimeMinutes: row.downtime_minutes,
    affectedUsers: row.affected_users,
    impactUserMinutes: row.impact,
  }));
}
