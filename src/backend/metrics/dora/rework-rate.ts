import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { andInScope } from '../scope';
import { IS_REWORK, deployedIn } from './deployments';
import type { Facts, FactsRequest } from './facts';
import { RECORDS_OF_SUBJECTS, sharedColumn, sharedCte, standsForChange, subjectsCte } from './shared-changes';

/** What deployments are held against, alias `c`: closed production changes that are deployments or emergencies. */
export const IS_DEPLOYMENT_OR_EMERGENCY = sql`c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')`;

/**
 * Rework rate: unplanned deployments and closed production changes of type `emergency` in percent of those
 * and all deployments. DORA's "deployment rework rate": deployments that were not planned but made because
 * of something in production.
 */
export function reworkRateFacts(request: FactsRequest): Facts {
  return {
    kind: 'rate',
    ctes: sql`${sharedReworkCtes(request)},
facts as (
  select c.deployed_at as at, c.service_id, c.id as change_id, null::bigint as incident_id,
    ${IS_REWORK} as hit, ${sharedColumn(sql`c.id`)}
  from stackflow.change_records as c
  where ${inRange(request)} and ${standsForChange(sql`c.id`)}
)`,
  };
}

/** The CTE `shared` of what is looked at. Of a change of several services the record that is rework stands for it, if there is one. */
export function sharedReworkCtes(request: FactsRequest): Sql {
  const records = sql`
      select c.id as change_id, null::bigint as incident_id, c.service_id, g.repository_id, g.subject,
        ${IS_REWORK} as is_first, c.deployed_at
      from ${RECORDS_OF_SUBJECTS}
      where ${IS_DEPLOYMENT_OR_EMERGENCY}${andInScope(sql`c.service_id`, request.scope)}`;
  return sql`${subjectsCte(inRange(request))},
${sharedCte(records, request.grouping)}`;
}

function inRange({ range, scope }: FactsRequest): Sql {
  return sql`${IS_DEPLOYMENT_OR_EMERGENCY} and ${deployedIn(range)}${andInScope(sql`c.service_id`, scope)}`;
}
