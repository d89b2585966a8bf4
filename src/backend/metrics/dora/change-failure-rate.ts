import sql from 'sql-template-tag';

import { deploymentsCtes } from './deployments';
import type { Facts, FactsRequest } from './facts';

/** Change failure rate: failed deployments in percent of all, by the time they were deployed at. */
export function changeFailureRateFacts({ range, scope }: FactsRequest): Facts {
  return {
    kind: 'rate',
    ctes: sql`${deploymentsCtes(range, scope)},
facts as (
  select d.deployed_at as at, d.service_id, d.id as change_id, null::bigint as incident_id, d.failed as hit
  from deployments as d
)`,
  };
}
