import sql from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import { secondsBetween } from '../seconds-between';
import { deploymentsCtes } from './deployments';
import type { Facts, FactsRequest } from './facts';

/** Lead time: from a change's creation to its closing, over successful deployments. */
export function leadTimeFacts({ range, scope }: FactsRequest, statistic: Statistic): Facts {
  return {
    kind: 'duration',
    statistic,
    ctes: sql`${deploymentsCtes(range, scope)},
facts as (
  select d.deployed_at as at, d.created_at as began_at, d.service_id, d.id as change_id, null::bigint as incident_id,
    false as open,
    ${secondsBetween(sql`d.created_at`, sql`d.closed_at`)} as seconds
  from deployments as d
  where not d.failed
)`,
  };
}
