import sql from 'sql-template-tag';

import { countedDeploymentsCtes } from './deployments';
import type { Facts, FactsRequest } from './facts';

/** Deployment frequency counts successful deployments, by the time they were deployed at. */
export function deploymentFrequencyFacts(request: FactsRequest): Facts {
  return {
    kind: 'count',
    ctes: sql`${countedDeploymentsCtes(request)},
facts as (
  select d.deployed_at as at, d.service_id, d.id as change_id, null::bigint as incident_id, not d.failed as hit,
    d.shared
  from counted_deployments as d
)`,
  };
}
