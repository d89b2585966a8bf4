import sql from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import { countedDeploymentsCtes } from './deployments';
import { durationUs } from '../../aurora/duration-us';
import type { Facts, FactsRequest } from './facts';

/**
 * Lead time: from a change's creation to its closing, over successful deployments. `offset 0` has it computed once a row:
 * the planner would else put the expression in place of each mention of it.
 */
export function leadTimeFacts(request: FactsRequest, statistic: Statistic): Facts {
  return {
    kind: 'duration',
    statistic,
    ctes: sql`${countedDeploymentsCtes(request)},
facts as (
  select d.deployed_at as at, d.created_at as began_at, d.service_id, d.id as change_id, null::bigint as incident_id,
    false as open,
    ${durationUs(sql`d.created_at`, sql`d.closed_at`)} as us, d.shared
  from counted_deployments as d
  where not d.failed
  offset 0
)`,
  };
}
