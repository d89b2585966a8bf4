import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { REQUIREMENTS } from '../../../model/level-evidence';
import type { Support } from '../../../model/level-evidence';
import { timestamp } from '../buckets';
import { groupColumns, isFiltered, serviceCondition } from '../scope';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { IS_BLAMED, IS_REWORK, IS_SEVERE } from './deployments';
import { touchedServices } from './mttr';
import { PERIODS, PERIOD_BUCKETS, rangeOf } from './periods';
import type { Period } from './periods';
import type { DoraRequest } from './request';

/** Whether what a metric must have been told was told at all: a rate of failures rests on links to incidents. */

/** Columns of `support`. Counts come as float8, which `pg` reads as numbers. */
export interface SupportRow {
  readonly severe_incidents: number | null;
  readonly linked_incidents: number | null;
  readonly unplanned_recorded: boolean | null;
}

/** How far back a team may have recorded an unplanned change for its absence now to be a fact. */
const UNPLANNED_DAYS = 365;

/** The CTE `support (bucket, service, team, …)`: a row for each period and group that has something to tell. */
export function supportCtes(request: DoraRequest, periods: readonly Period[]): Sql {
  switch (REQUIREMENTS[request.metric]) {
    case undefined:
    case 'unplannedChanges':
      return NO_SUPPORT;
    case 'linkedIncidents':
      return linkedIncidents(request, periods);
  }
}

/** Whether anybody recorded an unplanned change, as a scalar; null where the metric does not ask. */
export function unplannedRecorded({ metric, range }: DoraRequest): Sql {
  if (REQUIREMENTS[metric] !== 'unplannedChanges') {
    return sql`null::boolean`;
  }
  const fromMs = Math.min(range.fromMs, range.toMs - UNPLANNED_DAYS * DAY_MS);
  return sql`exists (
    select from stackflow.change_records as c
    where c.state = 'closed' and c.environment = 'production' and c.change_type in ('deployment', 'emergency')
      and c.deployed_at >= ${timestamp(fromMs)} and c.deployed_at < ${timestamp(range.toMs)} and ${IS_REWORK}
  )`;
}

/** The CTEs of `supportCtes`, over the buckets of a series: by number as `boundsCte` counts them. */
export function bucketSupportCtes(request: DoraRequest, bucketOf: (at: Sql) => Sql): Sql {
  return REQUIREMENTS[request.metric] === 'linkedIncidents'
    ? supportIn(request, createdIn(request.range, bucketOf(sql`i.created_at`)))
    : NO_SUPPORT;
}

const NO_SUPPORT = sql`support as (
  select null::int as bucket, null::text as service, null::text as team,
    null::float8 as severe_incidents, null::float8 as linked_incidents
  where false
)`;

function linkedIncidents(request: DoraRequest, periods: readonly Period[]): Sql {
  const [first = 'now'] = PERIODS.filter((period) => periods.includes(period));
  const { fromMs } = rangeOf(first, request.range);
  const { now, before } = PERIOD_BUCKETS;
  // The one period ends where the other begins.
  const bucket = sql`case when i.created_at >= ${timestamp(request.range.fromMs)} then ${now}::int else ${before}::int end`;
  return supportIn(request, createdIn({ fromMs, toMs: request.range.toMs }, bucket));
}

function createdIn({ fromMs, toMs }: TimeRange, bucket: Sql): Sql {
  return severeCreated(sql`${bucket} as bucket`, timestamp(fromMs), timestamp(toMs));
}

/** @param severe `select` of severe incidents, columns `bucket, id` */
function supportIn({ scope, grouping }: DoraRequest, severe: Sql): Sql {
  const ctes = sql`severe_created as materialized (
  ${severe}
),
${LINKED_CTE}`;
  if (grouping === 'none' && !isFiltered(scope)) {
    return sql`${ctes},
support as (
  select v.bucket, null::text as service, null::text as team, count(*)::float8 as severe_incidents,
    count(*) filter (where ${IS_LINKED})::float8 as linked_incidents
  from severe_created as v
  group by 1
)`;
  }
  return sql`${ctes},
considered as materialized (
  select v.bucket, v.id, ${IS_LINKED} as linked, t.service_id
  from severe_created as v
  left join lateral (${touchedServices(sql`v.id`)}
  ) as t on true
),
support as (
  select v.bucket, ${groupColumns(grouping)}, count(distinct v.id)::float8 as severe_incidents,
    count(distinct v.id) filter (where v.linked)::float8 as linked_incidents
  from considered as v
  left join stackflow.services as s on s.id = v.service_id
  where ${serviceCondition(scope)}
  group by 1, 2, 3
)`;
}

/**
 * The CTE `linked`: which of the CTE `severe_created`, with a column `id`, are linked. By their numbers: links of other incidents
 * are not read, however many there are.
 */
export const LINKED_CTE = sql`linked as materialized (
  select l.incident_id
  from stackflow.incident_changes as l
  where ${IS_BLAMED} and l.incident_id = any (array(select v.id from severe_created as v))
)`;

/** Whether an incident of `severe_created as v` is one of `linked`. */
export const IS_LINKED = sql`v.id in (select l.incident_id from linked as l)`;

/**
 * `select` of the severe incidents created from one moment up to another: `id`, and a column that is asked for.
 *
 * @param column an expression over the incident `i`, with its name
 */
export function severeCreated(column: Sql, from: Sql, to: Sql): Sql {
  return sql`select ${column}, i.id
  from stackflow.incidents as i
  where ${IS_SEVERE} and i.created_at >= ${from} and i.created_at < ${to}`;
}

export function supportOf(row: SupportRow): Support {
  return {
    severeIncidents: row.severe_incidents ?? 0,
    linkedIncidents: row.linked_incidents ?? 0,
    unplannedRecorded: row.unplanned_recorded ?? true,
  };
}
