import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Tier } from '../../../model/query-fields';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { IS_MARKED, downCte, incidentDownPieces, pieceDowntimes, pieceIncidents } from '../downtime/down-pieces';
import type { Stretch } from '../downtime/down-pieces';
import { LEAST_DAYS_BY_TOTALS, longDowntime } from '../downtime/down-totals';
import { microseconds } from '../downtime/downtime-sql';
import { planningOfScope } from '../scope';
import type { Scope } from '../scope';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { AVAILABILITY, LEAST_RELIABLE_FIRST, lastsBeyond, scopedServicesCte } from './scoped-services';

export interface RankingRequest {
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  /** Most services, the least reliable first. */
  readonly limit: number;
}

export interface ServiceReliability {
  readonly service: string;
  readonly team: string | null;
  readonly tier: Tier;
  /** In percent of the part of the range that it was in use; null where that has no length. */
  readonly availabilityPercent: number | null;
  readonly downtimeMinutes: number;
  /** Incidents whose downtime lies in the range. */
  readonly incidents: number;
  /** Whether the service is down at the range's end. */
  readonly isDown: boolean;
  /** Whether it ever had an outage, or somebody said since when it is monitored: else 100 % may be mere silence. */
  readonly isOnRecord: boolean;
  /** What its strictest enabled SLO demands now, in percent; null where it has none. */
  readonly targetPercent: number | null;
}

export interface Ranking {
  /** From least to most reliable; ties by more downtime, then those of which something is on record, then name. */
  readonly services: readonly ServiceReliability[];
  /** True where services were left out at the limit. */
  readonly truncated: boolean;
}

interface RankingRow {
  readonly service: string;
  readonly team: string | null;
  readonly tier: Tier;
  readonly availability: number | null;
  readonly downtime_minutes: number;
  readonly incidents: number;
  readonly is_down: boolean;
  readonly is_on_record: boolean;
  readonly target_percent: number | null;
}

/** Those of `scoped` whose pieces may be stale. */
const MARKED_IDS = sql`array(select s.id from scoped as s where ${IS_MARKED})`;

/** As `longDowntime` has it, in whichever way is quicker. */
function downtimeOf(stretch: Stretch, { fromMs, toMs }: TimeRange): Sql {
  return toMs - fromMs >= LEAST_DAYS_BY_TOTALS * DAY_MS
    ? longDowntime(stretch)
    : sql`(
    select p.downtimes_us[1] as us, p.is_down, ${pieceIncidents(stretch)} as incidents
    from ${pieceDowntimes({ ...stretch, starts: [stretch.from] })} as p
  )`;
}

/**
 * The CTEs `downtimes (service_id, us numeric, is_down boolean)` and `affecting (service_id, incidents float8)`: a service that is
 * not marked by looks at its own pieces, all others by the definition of downtime.
 */
function downtimeCtes(range: TimeRange): Sql {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  const stretch = { serviceId: sql`s.id`, from: sql`s.measured_from`, to: sql`s.measured_to` };
  return sql`pieced as materialized (
  select s.id as service_id, p.us, p.is_down and s.measured_to = ${to} as is_down, p.incidents
  from scoped as s
  cross join lateral ${downtimeOf(stretch, range)} as p
  where s.measured_from < s.measured_to and not ${IS_MARKED}
),
${downCte(MARKED_IDS, from, to)},
downtimes as (
  select p.service_id, p.us, p.is_down from pieced as p
  union all
  select d.service_id, sum(${microseconds(sql`lower(d.period)`, sql`upper(d.period)`)}), bool_or(upper(d.period) = ${to})
  from down as d
  group by d.service_id
),
affecting as (
  select p.service_id, p.incidents from pieced as p
  union all
  select i.service_id, count(*)::float8
  from ${incidentDownPieces(MARKED_IDS, from, to)} as i
  where not isempty(i.down)
  group by i.service_id
)`;
}

/** One statement: the availability of every service in scope over the range. */
export function rankingStatement({ scope, range, limit }: RankingRequest): Statement {
  const to = timestamp(range.toMs);
  return statementOf(
    sql`with ${scopedServicesCte(scope, range)},
${downtimeCtes(range)}
select s.name as service, s.team, s.tier,
  ${AVAILABILITY} as availability,
  (coalesce(d.us, 0) / 60000000)::float8 as downtime_minutes,
  coalesce(a.incidents, 0) as incidents,
  coalesce(d.is_down, false) and ${lastsBeyond(to, sql`p.service_id = s.id`)} as is_down,
  s.is_on_record, s.target_percent
from scoped as s
left join downtimes as d on d.service_id = s.id
left join affecting as a on a.service_id = s.id
order by ${LEAST_RELIABLE_FIRST}
limit ${limit + 1}`,
    planningOfScope(scope)
  );
}

/**
 * Services in scope from least to most reliable over the range.
 *
 * @throws Failure as `Reader.run` does
 */
export async function reliabilityRanking(
  reader: Reader,
  request: RankingRequest,
  signal: AbortSignal
): Promise<Ranking> {
  const rows = await reader.run<RankingRow>(rankingStatement(request), signal);
  const limitedRows = rows.slice(0, request.limit);
  const services = limitedRows.map((row) => ({
    service: row.service,
    team: row.team,
    tier: row.tier,
    availabilityPercent: row.availability,
    downtimeMinutes: row.downtime_minutes,
    incidents: row.incidents,
    isDown: row.is_down,
    isOnRecord: row.is_on_record,
    targetPercent: row.target_percent,
  }));
  return { services, truncated: rows.length > limitedRows.length };
}
