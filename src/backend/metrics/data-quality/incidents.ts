import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { IS_SEVERE } from '../dora/deployments';
import { touchedServices } from '../dora/mttr';
import { isOpen } from '../dora/resolution';
import { isFiltered, serviceCondition } from '../scope';
import type { Scope } from '../scope';
import type { CheckRequest, CheckedRecords } from './check';

/** Checks of P1 and P2 incidents. */

/** ` and` the incident `i` belongs to a service in scope; nothing where the scope is everything. */
function andTouches(scope: Scope): Sql {
  return isFiltered(scope)
    ? sql` and exists (
      select from (${touchedServices(sql`i.id`)}
      ) as t
      join stackflow.services as s on s.id = t.service_id
      where ${serviceCondition(scope)}
    )`
    : empty;
}

/** Those created in the range, failing where `hit`, a condition on `incidents as i`, holds. */
function created({ scope, range }: CheckRequest, hit: Sql): Sql {
  return sql`checked as (
  select null::bigint as change_id, i.id as incident_id, null::bigint as service_id, i.created_at as at, ${hit} as hit
  from stackflow.incidents as i
  where ${IS_SEVERE} and i.created_at >= ${timestamp(range.fromMs)} and i.created_at < ${timestamp(range.toMs)}${andTouches(scope)}
)`;
}

// A change that mended it does not tell what broke it.
const IS_UNLINKED = sql`not exists (
    select from stackflow.incident_changes as l where l.incident_id = i.id and l.role = 'cause'
  )`;

export function unlinkedIncidents(request: CheckRequest): CheckedRecords {
  return { ctes: created(request, IS_UNLINKED), hasWhole: true, finding: sql`'no linked change'` };
}

export function incidentsWithoutService(request: CheckRequest): CheckedRecords {
  const hit = sql`${IS_UNLINKED}
    and not exists (select from stackflow.incident_downtimes as d where d.incident_id = i.id)`;
  return { ctes: created(request, hit), hasWhole: true, finding: sql`'neither downtime nor a linked change'` };
}

/** Those that MTTR counts as open: not resolved now, and begun before the range's end. */
export function openIncidents({ scope, range }: CheckRequest): CheckedRecords {
  return {
    ctes: sql`checked as (
  select null::bigint as change_id, i.id as incident_id, null::bigint as service_id, i.created_at as at, true as hit
  from stackflow.incidents as i
  where ${IS_SEVERE} and ${isOpen(range.toMs)} and i.created_at < ${timestamp(range.toMs)}${andTouches(scope)}
)`,
    hasWhole: false,
    finding: sql`'not resolved'`,
  };
}
