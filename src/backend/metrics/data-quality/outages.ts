import sql from 'sql-template-tag';

import { outagesCtes } from '../reliability/outages';
import type { CheckRequest, CheckedRecords } from './check';

/** Incidents with downtime in the range, as the list of outages has them, whose users nobody counted. */
export function outagesWithoutUsers({ scope, range }: CheckRequest): CheckedRecords {
  return {
    ctes: sql`${outagesCtes(scope, range)},
checked as (
  select null::bigint as change_id, i.id as incident_id, null::bigint as service_id, i.created_at as at,
    i.affected_users is null as hit
  from stackflow.incidents as i
  where i.id in (select o.incident_id from outages as o)
)`,
    hasWhole: true,
    finding: sql`'affected users not counted'`,
  };
}
