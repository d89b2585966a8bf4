import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import type { Grouping } from '../../../model/query-fields';
import { timestamp } from '../buckets';
import { isFiltered, serviceCondition } from '../scope';
import type { Scope } from '../scope';
import { IS_SEVERE } from './deployments';
import { durationUs } from '../../aurora/duration-us';
import type { Facts, FactsRequest } from './facts';
import { waysToBeOpen } from './resolution';
import { NOT_SHARED } from './shared-changes';

/**
 * MTTR: from creation to resolution of P1 and P2 incidents, by the time they were resolved at.
 * Incidents still open that began before the range's end are counted beside.
 */
export function mttrFacts({ range, scope, grouping }: FactsRequest, statistic: Statistic): Facts {
  return {
    kind: 'duration',
    statistic,
    ctes: sql`severe as (
  ${severeResolved(timestamp(range.fromMs), timestamp(range.toMs))}
  union all
  ${severeOpen(range.toMs)}
),
${belonging(scope, grouping)}`,
  };
}

/** `select` of the severe incidents resolved from one moment up to another: `id, at, began_at, open, us`, as facts have them. */
export function severeResolved(from: Sql, to: Sql): Sql {
  return sql`select i.id, i.resolved_at as at, i.created_at as began_at, false as open,
    ${durationUs(sql`i.created_at`, sql`i.resolved_at`)} as us
  from stackflow.incidents as i
  where ${IS_SEVERE} and i.resolved_at >= ${from} and i.resolved_at < ${to}`;
}

/**
 * The same columns of those that are open and began before a moment.
 *
 * @param toMs in milliseconds since the epoch
 */
export function severeOpen(toMs: number): Sql {
  const ofEach = waysToBeOpen(toMs).map(
    (isOpen) => sql`select i.id, null::timestamptz as at, i.created_at as began_at, true as open, null::bigint as us
  from stackflow.incidents as i
  where ${IS_SEVERE} and ${isOpen} and i.created_at < ${timestamp(toMs)}`
  );
  return join(ofEach, '\n  union all\n  ');
}

/**
 * `select` of the services an incident belongs to, column `service_id`: those it took down, and
 * those whose changes it is linked to; maybe more than once.
 *
 * @param incidentId the incident's id, as an expression
 */
export function touchedServices(incidentId: Sql): Sql {
  return sql`
      select d.service_id from stackflow.incident_downtimes as d where d.incident_id = ${incidentId}
      union all
      select c.service_id
      from stackflow.incident_changes as l
      join stackflow.change_records as c on c.id = l.change_id
      where l.incident_id = ${incidentId}`;
}

/**
 * The CTE `facts`: incidents in scope, once for each group they belong to. An incident of two
 * services counts for both, and once in the total and for a team that owns both.
 */
function belonging(scope: Scope, grouping: Grouping): Sql {
  if (grouping === 'none' && !isFiltered(scope)) {
    return sql`facts as (
  select v.at, v.began_at, null::bigint as service_id, null::bigint as change_id, v.id as incident_id, v.open, v.us,
    ${NOT_SHARED}
  from severe as v
)`;
  }
  // Materialized, so that services are joined once to all and not looked through for each incident.
  return sql`touched as materialized (
  select v.id, v.at, v.began_at, v.open, v.us, t.service_id
  from severe as v
  left join lateral (${touchedServices(sql`v.id`)}
  ) as t on true
),
facts as (
  select distinct on (${onceFor(grouping)}) v.at, v.began_at, s.id as service_id, null::bigint as change_id,
    v.id as incident_id, v.open, v.us, ${NOT_SHARED}
  from touched as v
  left join stackflow.services as s on s.id = v.service_id
  where ${serviceCondition(scope)}
)`;
}

function onceFor(grouping: Grouping): Sql {
  switch (grouping) {
    case 'none':
      return sql`v.id`;
    case 'service':
      return sql`v.id, s.id`;
    case 'team':
      return sql`v.id, s.team`;
  }
}
