import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Priority } from '../../../model/annotations-query';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { IS_SEVERE } from '../dora/deployments';
import { touchedServices } from '../dora/mttr';
import { RESOLVED_AT } from '../dora/resolution';
import { SERVICE_NAMES } from '../records/incidents';
import { isFiltered, serviceCondition } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { marksOf } from './request';
import type { Marks, MarksRequest } from './request';

export interface IncidentMarksRequest extends MarksRequest {
  /** At least one. */
  readonly priorities: readonly Priority[];
}

/** An incident as a stretch of time. */
export interface IncidentMark {
  readonly id: string;
  readonly createdMs: number;
  /** Null while it is open. */
  readonly resolvedMs: number | null;
  readonly title: string;
  readonly priority: Priority;
  readonly services: readonly string[];
  readonly affectedUsers: number | null;
  readonly url: string | null;
}

interface IncidentRow {
  readonly id: string;
  readonly created_ms: number;
  readonly resolved_ms: number | null;
  readonly title: string;
  readonly priority: Priority;
  readonly services: readonly string[];
  readonly affected_users: number | null;
  readonly url: string | null;
}

/** One statement: the newest incidents that lasted into the range or began in it. */
export function incidentMarksStatement({ scope, range, limit, priorities }: IncidentMarksRequest): Statement {
  return statementOf(sql`with overlapping as (${overlapping(range, priorities)}
),
${inScopeCtes(scope)}
page as (
  select o.id, o.created_at
  from in_scope as o
  order by o.created_at desc, o.id desc
  limit ${limit + 1}
)
select i.id::text, i.title, i.priority, i.affected_users::float8 as affected_users, i.url,
  extract(epoch from i.created_at)::float8 * 1000 as created_ms,
  extract(epoch from ${RESOLVED_AT})::float8 * 1000 as resolved_ms,
  ${SERVICE_NAMES} as services
from page as p
join stackflow.incidents as i on i.id = p.id
order by p.created_at desc, p.id desc`);
}

const SEVERE: readonly Priority[] = ['P1', 'P2'];

/**
 * `select` of the incidents that overlap the range: `id`, `created_at`.
 *
 * For P1 and P2 each branch has an index of its own, and no incident is in two branches: those that
 * began in the range (`incidents_severe_created_idx`); those that began before and were resolved
 * after its start (`incidents_severe_resolved_idx`, which holds the creation too: of a range long
 * past it reads what was resolved since, but no table); those open since before
 * (`incidents_severe_open_idx`). The indexes hold P1 and P2 alone: with P3 or P4 the table is read,
 * once.
 */
function overlapping({ fromMs, toMs }: TimeRange, priorities: readonly Priority[]): Sql {
  const from = timestamp(fromMs);
  const to = timestamp(toMs);
  const incidents = (condition: Sql) => sql`
  select i.id, i.created_at
  from stackflow.incidents as i
  where i.priority = any(${priorities}::text[]) and ${condition}`;
  if (!priorities.every((priority) => SEVERE.includes(priority))) {
    return incidents(
      sql`i.created_at < ${to} and (i.created_at >= ${from} or i.resolved_at > ${from} or i.resolved_at is null)`
    );
  }
  // The planner uses a partial index only where the text itself says what the index says.
  return sql`${incidents(sql`${IS_SEVERE} and i.created_at >= ${from} and i.created_at < ${to}`)}
  union all${incidents(sql`${IS_SEVERE} and i.resolved_at > ${from} and i.created_at < ${from}`)}
  union all${incidents(sql`${IS_SEVERE} and i.resolved_at is null and i.created_at < ${from}`)}`;
}

/**
 * The CTE `in_scope (id, created_at)`, and what it needs. Materialized, so that services are joined
 * once to all and not looked through for each incident.
 */
function inScopeCtes(scope: Scope): Sql {
  return isFiltered(scope)
    ? sql`touched as materialized (
  select o.id, o.created_at, t.service_id
  from overlapping as o
  cross join lateral (${touchedServices(sql`o.id`)}
  ) as t
),
in_scope as (
  select distinct v.id, v.created_at
  from touched as v
  join stackflow.services as s on s.id = v.service_id
  where ${serviceCondition(scope)}
),`
    : sql`in_scope as (
  select o.id, o.created_at from overlapping as o
),`;
}

/**
 * Incidents that overlap the range.
 *
 * @throws Failure as `Reader.run` does
 */
export async function incidentMarks(
  reader: Reader,
  request: IncidentMarksRequest,
  signal: AbortSignal
): Promise<Marks<IncidentMark>> {
  const rows = await reader.run<IncidentRow>(incidentMarksStatement(request), signal);
  return marksOf(rows, request, (row) => ({
    id: row.id,
    createdMs: row.created_ms,
    resolvedMs: row.resolved_ms,
    title: row.title,
    priority: row.priority,
    services: row.services,
    affectedUsers: row.affected_users,
    url: row.url,
  }));
}
