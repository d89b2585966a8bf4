import sql from 'sql-template-tag';

import { timestamp } from '../buckets';
import { andInScope } from '../scope';
import { IS_REWORK } from './deployments';
import type { Facts, FactsRequest } from './facts';
import { RECORDS_OF_SUBJECTS, sharedColumn, sharedCte, standsForChange, subjectsCte } from './shared-changes';

const IS_LOOKED_AT = sql`c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')`;

/**
 * Rework rate: unplanned deployments and closed production changes of type `emergency` in percent of those
 * and all deployments. DORA's "deployment rework rate": deployments that were not planned but made because
 * of something in production. Of a change of several services the record that is rework stands for it, if there is one.
 */
export function reworkRateFacts({ range, scope, grouping }: FactsRequest): Facts {
  const inScope = andInScope(sql`c.service_id`, scope);
  const inRange = sql`${IS_LOOKED_AT}
    and c.deployed_at >= ${timestamp(range.fromMs)} and c.deployed_at < ${timestamp(range.toMs)}${inScope}`;
  const records = sql`
      select c.id as change_id, null::bigint as incident_id, c.service_id, g.repository_id, g.subject,
        ${IS_REWORK} as is_first, c.deployed_at
      from ${RECORDS_OF_SUBJECTS}
      where ${IS_LOOKED_AT}${inScope}`;
  return {
    kind: 'rate',
    ctes: sql`${subjectsCte(inRange)},
${sharedCte(records, grouping)},
facts as (
  select c.deployed_at as at, c.service_id, c.id as change_id, null::bigint as incident_id,
    ${IS_REWORK} as hit, ${sharedColumn(sql`c.id`)}
  from stackflow.change_records as c
  where ${inRange} and ${standsForChange(sql`c.id`)}
)`,
  };
}
