import sql from 'sql-template-tag';

import { deploymentsCtes } from './deployments';
import type { Facts, FactsRequest } from './facts';

/** Deployment frequency counts successful deployments, by the time they were deployed at. */
export function deploymentFrequencyFacts({ range, scope }: FactsRequest): Facts {
  return {
    kind: 'count',
    ctes: sql`${deploymentsCtes(range, scope)},
facts as (
  select d.deployed_at as at, d.service_id, d.id as change_id, null::bigint as incident_id, not d.failed as hit
  from deployments as d
)`,
  };
}
