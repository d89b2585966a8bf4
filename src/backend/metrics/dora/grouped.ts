import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Grouping } from '../../../model/query-fields';
import { timestamp } from '../buckets';
import { groupColumns, serviceCondition } from '../scope';
import { measureColumns } from './measures';
import type { Wanted } from './measures';
import type { Facts } from './facts';
import type { DoraRequest } from './request';

const MEASURES = sql`a.statistic_seconds, a.n, a.total, a.excluded, a.open, a.spread, a.ranks`;

/**
 * The CTEs that aggregate `facts` to `aggregated (bucket, service, team, measures…)`, one row for
 * each bucket and group.
 *
 * @param bucket the bucket's number as an expression over `facts as f`, or a constant
 */
export function aggregatedCtes(facts: Facts, grouping: Grouping, bucket: Sql, wanted: Wanted): Sql {
  const measures = measureColumns(facts, wanted);
  switch (grouping) {
    case 'none':
      return sql`aggregated as (
  select ${bucket} as bucket, null::text as service, null::text as team, ${measures}
  from facts as f
  group by 1
)`;
    case 'service':
      // Services are joined after the aggregation, to one row a service instead of one a fact.
      return sql`by_service as (
  select ${bucket} as bucket, f.service_id, ${measures}
  from facts as f
  group by 1, 2
),
aggregated as (
  select a.bucket, ${groupColumns(grouping)}, ${MEASURES}
  from by_service as a
  left join stackflow.services as s on s.id = a.service_id
)`;
    case 'team':
      return sql`aggregated as (
  select ${bucket} as bucket, null::text as service, s.team as team, ${measures}
  from facts as f
  left join stackflow.services as s on s.id = f.service_id
  group by 1, 3
)`;
  }
}

/**
 * `select` of the groups that exist in scope whether or not they have facts: services that were
 * not retired before the range, and their teams. Columns `service`, `team`.
 */
export function groupsInScope({ grouping, scope, range }: DoraRequest): Sql {
  if (grouping === 'none') {
    return sql`select ${groupColumns(grouping)}`;
  }
  return sql`select distinct ${groupColumns(grouping)}
  from stackflow.services as s
  where ${serviceCondition(scope)} and (s.retired_at is null or s.retired_at > ${timestamp(range.fromMs)})`;
}
