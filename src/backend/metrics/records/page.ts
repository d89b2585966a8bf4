import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { defaultStatistic, isDurationMetric } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { MetricSelection } from '../../../model/dora-query';
import type { RecordSelection } from '../../../model/records-query';
import { IS_DEPLOYMENT, deployedIn, sharedDeploymentsCtes } from '../dora/deployments';
import { IS_COUNTED, IS_NEGATIVE, SECONDS } from '../dora/duration';
import type { Facts } from '../dora/facts';
import { failedCtes } from '../dora/failed-deployments';
import { sampleColumns } from '../dora/measures';
import type { SampleRow } from '../dora/measures';
import { factsOf } from '../dora/request';
import { sharedColumn, standsForChange } from '../dora/shared-changes';
import { andInScope } from '../scope';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/** The records behind one DORA metric. */
export interface RecordsRequest {
  readonly metric: DoraMetric;
  readonly select: RecordSelection;
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  /** Most records, the newest first. */
  readonly limit: number;
}

/**
 * How a record stands to the metric: `counted` is in the sample's n, `notCounted` only in what n is
 * a share of; the others are left out, for a duration that is negative or lacks an end, or because
 * the incident is still open.
 */
export type Standing = 'counted' | 'notCounted' | 'negative' | 'missing' | 'open';

/** A page of records with what all of them come to, those not on the page included. */
export interface RecordList<Item> {
  readonly items: readonly Item[];
  /** The metric's sample over the whole range: `total` looked at, `n` counted, the rest left out. */
  readonly sample: SampleRow;
  /** Records that the selection has, on the page or not. */
  readonly selected: number;
}

/** Columns of `sample_counts as k` and `page as p` that every list selects. */
export interface PageRow extends SampleRow {
  /** False in the one row of an empty page. */
  readonly listed: boolean;
  readonly counted: boolean | null;
  readonly seconds: number | null;
  readonly is_open: boolean | null;
}

/** What `PageRow` declares. */
export const PAGE_COLUMNS = sql`k.n, k.total, k.excluded, k.open, k.shared, p.listed is not null as listed, p.counted, p.seconds, p.is_open`;

/** Counts and page, so that a page without records still has counts. */
export const PAGE = sql`sample_counts as k
left join page as p on true`;

/** Newest first; what is still open has no end yet and comes before, the latest begun first. */
export const NEWEST_FIRST = sql`p.at desc nulls first, p.began_at desc, p.change_id desc, p.incident_id desc`;

/**
 * The CTEs `page (at, began_at, change_id, incident_id, counted, seconds, is_open, listed)` and
 * `sample_counts`, both of the very facts that the metric aggregates.
 */
export function pageCtes(request: RecordsRequest): Sql {
  if (request.metric === 'changeFailureRate' && request.select === 'counted') {
    return failedPageCtes(request);
  }
  const facts = factsBehind(request);
  return sql`${facts.ctes},
sample_counts as (
  select ${sampleColumns(facts)} from facts as f
),
page as (
  select *
  from (
    select f.at, f.change_id, f.incident_id, true as listed, ${standingColumns(facts)}
    from facts as f
    where ${selectionCondition(request.select, facts)}
  ) as p
  order by ${NEWEST_FIRST}
  limit ${request.limit}
)`;
}

/** The same for failed deployments, which are few: those that did not fail are counted, and not judged. */
function failedPageCtes({ scope, range, limit }: RecordsRequest): Sql {
  const id = sql`c.id`;
  return sql`${failedCtes(range, scope)},
${sharedDeploymentsCtes({ range, scope, grouping: 'none' })},
hits as materialized (
  select c.deployed_at as at, c.id as change_id from failed as c where ${standsForChange(id)}
),
sample_counts as (
  select (select count(*) from hits)::float8 as n, count(*)::float8 as total, 0::float8 as excluded, 0::float8 as open,
    count(*) filter (where c.shared)::float8 as shared
  from (
    select ${sharedColumn(id)}
    from stackflow.change_records as c
    where ${IS_DEPLOYMENT} and ${deployedIn(range)}${andInScope(sql`c.service_id`, scope)} and ${standsForChange(id)}
  ) as c
),
page as (
  select p.at, p.change_id, null::bigint as incident_id, true as listed, p.at as began_at, true as counted,
    null::float8 as seconds, false as is_open
  from hits as p
  order by p.at desc, p.change_id desc
  limit ${limit}
)`;
}

function factsBehind({ metric, scope, range }: RecordsRequest): Facts {
  const selection: MetricSelection = isDurationMetric(metric)
    ? { kind: 'duration', statistic: defaultStatistic(metric) }
    : { kind: 'count' };
  return factsOf({ metric, selection, scope, range, grouping: 'none' });
}

function standingColumns({ kind }: Facts): Sql {
  return kind === 'duration'
    ? sql`f.began_at, coalesce(${IS_COUNTED}, false) as counted, ${SECONDS} as seconds, f.open as is_open`
    : sql`f.at as began_at, f.hit as counted, null::float8 as seconds, false as is_open`;
}

function selectionCondition(select: RecordSelection, { kind }: Facts): Sql {
  switch (select) {
    case 'all':
      return sql`true`;
    case 'counted':
      return kind === 'duration' ? IS_COUNTED : sql`f.hit`;
    case 'leftOut':
      // Counts and rates leave nothing out: what is no hit is still looked at.
      return kind === 'duration' ? sql`coalesce(${IS_NEGATIVE}, true)` : sql`false`;
  }
}

/**
 * The list of a statement's rows.
 *
 * @param rows at least one, as `PAGE` gives
 * @param itemOf the record of a listed row
 */
export function recordList<Row extends PageRow, Item>(
  rows: readonly Row[],
  { metric, select }: RecordsRequest,
  itemOf: (row: Row) => Item
): RecordList<Item> {
  const { n, total, excluded, open, shared } = rows[0] ?? { n: 0, total: 0, excluded: 0, open: 0, shared: 0 };
  const selected = { all: total, counted: n, leftOut: isDurationMetric(metric) ? total - n : 0 }[select];
  return {
    items: rows.filter(({ listed }) => listed).map(itemOf),
    sample: { n, total, excluded, open, shared },
    selected,
  };
}

/** How the record of a listed row stands to the metric. */
export function standingOf({ metric }: RecordsRequest, { counted, seconds, is_open: isOpen }: PageRow): Standing {
  if (counted === true) {
    return 'counted';
  }
  if (!isDurationMetric(metric)) {
    return 'notCounted';
  }
  return isOpen === true ? 'open' : seconds === null ? 'missing' : 'negative';
}
