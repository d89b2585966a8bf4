import sql from 'sql-template-tag';

import { timestamp } from '../buckets';
import { IS_DEPLOYMENT } from '../dora/deployments';
import { scopedServicesCte } from '../reliability/scoped-services';
import type { CheckRequest, CheckedRecords } from './check';

/** Checks of the services in use during the range. */

export function servicesWithoutTeam({ scope, range }: CheckRequest): CheckedRecords {
  return {
    ctes: sql`${scopedServicesCte(scope, range)},
checked as (
  select null::bigint as change_id, null::bigint as incident_id, s.id as service_id, null::timestamptz as at,
    s.team is null as hit
  from scoped as s
)`,
    hasWhole: true,
    finding: sql`'no team'`,
  };
}

/** In use, but without a deployment or downtime in the range and without an SLO. */
export function orphanServices({ scope, range }: CheckRequest): CheckedRecords {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  return {
    ctes: sql`${scopedServicesCte(scope, range)},
deployed as materialized (
  select distinct c.service_id
  from stackflow.change_records as c
  where ${IS_DEPLOYMENT} and c.deployed_at >= ${from} and c.deployed_at < ${to}
),
checked as (
  select null::bigint as change_id, null::bigint as incident_id, s.id as service_id, null::timestamptz as at,
    not exists (select from deployed as d where d.service_id = s.id)
      and not exists (
        select from stackflow.incident_downtimes as d
        where d.service_id = s.id and coalesce(d.ended_at, 'infinity'::timestamptz) > ${from} and d.started_at < ${to}
      )
      and not exists (select from stackflow.slos as o where o.service_id = s.id and o.enabled) as hit
  from scoped as s
)`,
    hasWhole: true,
    finding: sql`'no deployment, downtime or SLO'`,
  };
}
