import sql from 'sql-template-tag';

import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import { IS_REWORK } from './deployments';
import type { Facts, FactsRequest } from './facts';

/**
 * Rework rate: unplanned deployments and closed production changes of type `emergency` in percent of those
 * and all deployments. DORA's "deployment rework rate": deployments that were not planned but made because
 * of something in production.
 */
export function reworkRateFacts({ range, scope }: FactsRequest): Facts {
  return {
    kind: 'rate',
    ctes: sql`facts as (
  select c.deployed_at as at, c.service_id, c.id as change_id, null::bigint as incident_id,
    ${IS_REWORK} as hit
  from stackflow.change_records as c
  where c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')
    and c.deployed_at >= ${timestamp(range.fromMs)} and c.deployed_at < ${timestamp(range.toMs)}${andInScope(
      sql`c.service_id`,
      scope
    )}
)`,
  };
}
