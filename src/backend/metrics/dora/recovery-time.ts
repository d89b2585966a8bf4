import sql from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import { secondsBetween } from '../seconds-between';
import { BLAMED_DEPLOYMENTS, IS_SEVERE } from './deployments';
import type { Facts, FactsRequest } from './facts';
import { isOpen } from './resolution';

/** Where a recovery begins: with the deployment, or before its end with an incident that came during it. */
const BEGAN_AT = sql`least(c.deployed_at, i.created_at)`;

/**
 * Failed deployment recovery time: from a deployment to the resolution of each incident that
 * counts against it, by the time the incident was resolved at. Open ones are counted beside.
 */
export function recoveryTimeFacts({ range, scope }: FactsRequest, statistic: Statistic): Facts {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  const inScope = andInScope(sql`c.service_id`, scope);
  return {
    kind: 'duration',
    statistic,
    ctes: sql`facts as (
  select i.resolved_at as at, ${BEGAN_AT} as began_at, c.service_id, c.id as change_id, i.id as incident_id,
    false as open, ${secondsBetween(BEGAN_AT, sql`i.resolved_at`)} as seconds
  from ${BLAMED_DEPLOYMENTS}
  where ${IS_SEVERE} and i.resolved_at >= ${from} and i.resolved_at < ${to}${inScope}
  union all
  select null, ${BEGAN_AT}, c.service_id, c.id, i.id, true, null
  from ${BLAMED_DEPLOYMENTS}
  where ${IS_SEVERE} and ${isOpen(range.toMs)} and i.created_at < ${to}${inScope}
)`,
  };
}
