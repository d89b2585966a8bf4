import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Priority } from '../../../model/annotations-query';
import type { Lookback } from '../../../model/error-budget-measures';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { LIVE_FROM } from '../dora/deployments';
import { incidentDownPieces } from '../downtime/down-pieces';
import { microseconds } from '../downtime/downtime-sql';
import { secondsOf } from './budget-sql';
import { objectivesCte } from './objectives';
import type { SloScope } from './objectives';

export interface StoryRequest {
  readonly scope: SloScope;
  /** The moment that is asked about, in milliseconds since the epoch; never in the future. */
  readonly atMs: number;
  /** How far back incidents are looked for; null: the SLO's window. */
  readonly lookback: Lookback | null;
  /** Most SLOs to read. */
  readonly rowLimit: number;
}

/** An incident that spent some of the budget. */
export interface StoryIncident {
  readonly title: string;
  readonly priority: Priority;
  readonly url: string | null;
  /** Inside the stretch, without maintenance. */
  readonly downtimeMinutes: number;
}

/** What happened to one SLO, for the texts of an alert. */
export interface BudgetStory {
  readonly sloId: string;
  /** Those with the most downtime, that first; at most `MAX_STORY_INCIDENTS`. */
  readonly incidents: readonly StoryIncident[];
  /** All of them. */
  readonly incidentCount: number;
  /**
   * The service's last production deployment before its newest downtime began, also where that was before the stretch; one
   * that was being rolled out then counts. Null where there is none of either.
   */
  readonly deployment: { readonly title: string; readonly url: string | null; readonly atMs: number } | null;
  /** The SLO's, web address of what to do; null where there is none. */
  readonly runbookUrl: string | null;
}

/** Incidents that a story names. */
export const MAX_STORY_INCIDENTS = 3;

interface StoryRow {
  readonly slo_id: string;
  readonly incidents: readonly StoryIncident[];
  readonly incident_count: number;
  readonly deployment: string | null;
  readonly deployment_url: string | null;
  readonly deployed_ms: number | null;
  readonly runbook_url: string | null;
}

/**
 * `select` of the newest production deployment of the service of `objectives as o` up to `o.at` of those that meet a condition on
 * `change_records as c` and on when downtime began, `b.began_at`. None where that is null: without downtime there is nothing to
 * look for, and no need to look through all that was ever deployed.
 */
function newestDeployment(condition: Sql): Sql {
  return sql`(
      select c.title, c.url, c.deployed_at, c.id
      from stackflow.change_records as c
      where b.began_at is not null and c.service_id = o.service_id and c.state = 'closed' and c.change_type = 'deployment'
        and c.environment = 'production' and c.deployed_at <= o.at and isfinite(c.deployed_at) and ${condition}
      order by c.deployed_at desc, c.id desc
      limit 1
    )`;
}

/** One statement for the stories of all SLOs in scope. */
export function storiesStatement({ scope, atMs, lookback, rowLimit }: StoryRequest): Statement {
  const windowSeconds = sql`o.window_days * 86400`;
  const seconds: Sql =
    lookback === null ? windowSeconds : sql`coalesce(${secondsOf(lookback, sql`o.window_days`)}, ${windowSeconds})`;
  return statementOf(sql`with instants (at) as (select ${timestamp(atMs)}),
${objectivesCte(scope)},
spending as (
  select o.slo_id, d.incident_id, d.down, p.downtime_us, p.newest_began_at,
    row_number() over (partition by o.slo_id order by p.downtime_us desc, lower(d.down), d.incident_id) as place
  from objectives as o
  cross join lateral ${incidentDownPieces(
    sql`array[o.service_id]`,
    sql`o.at - make_interval(secs => ${seconds})`,
    sql`o.at`
  )} as d
  cross join lateral (
    select sum(${microseconds(sql`lower(u.piece)`, sql`upper(u.piece)`)}) as downtime_us,
      max(lower(u.piece)) as newest_began_at
    from unnest(d.down) as u (piece)
  ) as p
  where not isempty(d.down)
),
summary as (
  select s.slo_id, max(s.newest_began_at) as seen_from, count(*)::float8 as incident_count,
    jsonb_agg(
      jsonb_build_object('title', i.title, 'priority', i.priority, 'url', i.url,
        'downtimeMinutes', s.downtime_us::float8 / 60000000)
      order by s.place
    ) filter (where s.place <= ${MAX_STORY_INCIDENTS}) as incidents
  from spending as s
  -- Looked up one by one, and only those that are named: PostgreSQL might begin with all incidents of history instead.
  left join lateral (
    select i.title, i.priority, i.url
    from stackflow.incidents as i
    where s.place <= ${MAX_STORY_INCIDENTS} and i.id = s.incident_id
    offset 0
  ) as i on true
  where s.incident_id is not null
  group by s.slo_id
)
select o.slo_id::text, coalesce(t.incidents, '[]') as incidents, coalesce(t.incident_count, 0) as incident_count,
  c.title as deployment, c.url as deployment_url, extract(epoch from c.deployed_at)::float8 * 1000 as deployed_ms,
  o.runbook_url
from objectives as o
left join summary as t on t.slo_id = o.slo_id
-- Downtime as it was, before the stretch and maintenance cut it: what was deployed during an outage did not come before it.
left join lateral (
  select lower(u.outage) as began_at
  from unnest((
    select range_agg(tstzrange(d.started_at, d.ended_at))
    from stackflow.incident_downtimes as d
    where d.service_id = o.service_id
      and coalesce(d.ended_at, 'infinity'::timestamptz) > o.at - make_interval(secs => ${seconds})
      and d.started_at <= t.seen_from
      and coalesce(d.ended_at, 'infinity'::timestamptz) > d.started_at
  )) as u (outage)
  where u.outage @> t.seen_from
) as b on true
left join lateral (
  select c.title, c.url, c.deployed_at
  from (
    ${newestDeployment(sql`c.deployed_at <= b.began_at`)}
    union all
    -- What was being rolled out then.
    ${newestDeployment(sql`c.deployed_at > b.began_at and c.implementation_start_at is not null and ${LIVE_FROM} <= b.began_at`)}
  ) as c
  order by c.deployed_at desc, c.id desc
  limit 1
) as c on true
order by o.service collate "C", o.slo collate "C", o.slo_id
limit ${rowLimit}`);
}

/**
 * What happened to SLOs up to a moment, by the SLO's id.
 *
 * @throws Failure as `Reader.run` does
 */
export async function budgetStories(
  reader: Reader,
  request: StoryRequest,
  signal: AbortSignal
): Promise<ReadonlyMap<string, BudgetStory>> {
  const rows = await reader.run<StoryRow>(storiesStatement(request), signal);
  return new Map(rows.map((row) => [row.slo_id, storyOf(row)]));
}

function storyOf(row: StoryRow): BudgetStory {
  const { deployment: title, deployment_url: url, deployed_ms: atMs } = row;
  return {
    sloId: row.slo_id,
    incidents: row.incidents,
    incidentCount: row.incident_count,
    deployment: title === null || atMs === null ? null : { title, url, atMs },
    runbookUrl: row.runbook_url,
  };
}
