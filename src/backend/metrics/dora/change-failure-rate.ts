import sql from 'sql-template-tag';

import { countedDeploymentsCtes } from './deployments';
import type { Facts, FactsRequest } from './facts';

/** Change failure rate: failed deployments in percent of all, by the time they were deployed at. */
export function changeFailureRateFacts(request: FactsRequest): Facts {
  return {
    kind: 'rate',
    ctes: sql`${countedDeploymentsCtes(request)},
facts as (
  select d.deployed_at as at, d.service_id, d.id as change_id, null::bigint as incident_id, d.failed as hit,
    d.shared
  from counted_deployments as d
)`,
  };
}
