import sql from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import { BLAMED_DEPLOYMENTS, IS_SEVERE } from './deployments';
import { durationUs } from '../../aurora/duration-us';
import type { Facts, FactsRequest } from './facts';
import { isOpen } from './resolution';
import { SHARED_SUBJECT, sharedColumn, sharedCte, standsForChange } from './shared-changes';

/** Where a recovery begins: with the deployment, or before its end with an incident that came during it. */
const BEGAN_AT = sql`least(c.deployed_at, i.created_at)`;

const RECOVERY = sql`(r.change_id, r.incident_id)`;

/**
 * Failed deployment recovery time: from a deployment to the resolution of each incident that
 * counts against it, by the time the incident was resolved at. Open ones are counted beside. A change of several
 * services recovers once from an incident that counts against several of its records.
 */
export function recoveryTimeFacts({ range, scope, grouping }: FactsRequest, statistic: Statistic): Facts {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  const inScope = andInScope(sql`c.service_id`, scope);
  const records = sql`
      select c.change_id, c.incident_id, c.service_id, g.repository_id, g.subject, true as is_first, c.deployed_at
      from (select r.*, r.change_id as id from recoveries as r) as c
      join ${SHARED_SUBJECT}`;
  return {
    kind: 'duration',
    statistic,
    ctes: sql`recoveries as materialized (
  select i.resolved_at as at, ${BEGAN_AT} as began_at, c.service_id, c.id as change_id, i.id as incident_id,
    false as open, ${durationUs(BEGAN_AT, sql`i.resolved_at`)} as us, c.deployed_at
  from ${BLAMED_DEPLOYMENTS}
  where ${IS_SEVERE} and i.resolved_at >= ${from} and i.resolved_at < ${to}${inScope}
  union all
  select null, ${BEGAN_AT}, c.service_id, c.id, i.id, true, null, c.deployed_at
  from ${BLAMED_DEPLOYMENTS}
  where ${IS_SEVERE} and ${isOpen(range.toMs)} and i.created_at < ${to}${inScope}
),
${sharedCte(records, grouping)},
facts as (
  select r.at, r.began_at, r.service_id, r.change_id, r.incident_id, r.open, r.us,
    ${sharedColumn(RECOVERY, 'recovery')}
  from recoveries as r
  where ${standsForChange(RECOVERY, 'recovery')}
)`,
  };
}
