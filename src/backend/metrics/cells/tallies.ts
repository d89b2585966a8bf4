import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { DoraMetric } from '../../../model/dora-metrics';
import { IS_REWORK, sharedDeploymentsCtes } from '../dora/deployments';
import { durationUs } from '../../aurora/duration-us';
import type { FactsRequest } from '../dora/facts';
import { sharedReworkCtes } from '../dora/rework-rate';
import { andInScope, groupColumns } from '../scope';
import {
  END_CELL_AT,
  END_DAY,
  FIRST_CELL_AT,
  FIRST_DAY,
  bucketAt,
  bucketOfCell,
  bucketOfDay,
  windowsCtes,
} from './buckets-of-cells';
import type { CellUnit } from './buckets-of-cells';
import { blocksOf, isCellOf } from './days';
import type { Days } from './days';
import { DEPLOYMENT_MARKS, markedCtes } from './marks';
import { recordsOfRuns, recordsOfShared, recordsOfWindows } from './records-beside';
import type { Looked } from './records-beside';

/** Counts, rates and means of deployments by cells: the rows that the metric's facts aggregate to. */

/** What a metric adds up. */
interface Tally {
  readonly looked: Looked['at'];
  /** Of a cell, alias `k`: how many things, how many of them are hits, and their microseconds. */
  readonly cell: { readonly total: Sql; readonly hits: Sql; readonly us: Sql };
  /** Of a record, alias `c`: whether it is a thing that is counted, whether it is a hit, and its microseconds. */
  readonly record: { readonly counts: Sql; readonly hit: Sql; readonly us: Sql };
}

const NO_US = sql`0::numeric`;
const LEAD_US = durationUs(sql`c.created_at`, sql`c.closed_at`);

const TALLIES = {
  deploymentFrequency: {
    looked: 'deployments',
    cell: { total: sql`k.deployments`, hits: sql`k.deployments - k.failed`, us: NO_US },
    record: { counts: sql`true`, hit: sql`not c.failed`, us: NO_US },
  },
  changeFailureRate: {
    looked: 'deployments',
    cell: { total: sql`k.deployments`, hits: sql`k.failed`, us: NO_US },
    record: { counts: sql`true`, hit: sql`c.failed`, us: NO_US },
  },
  reworkRate: {
    looked: 'deploymentsAndEmergencies',
    cell: { total: sql`k.deployments + k.emergencies`, hits: sql`k.reworked + k.emergencies`, us: NO_US },
    record: { counts: sql`true`, hit: IS_REWORK, us: NO_US },
  },
  leadTime: {
    looked: 'deployments',
    cell: { total: sql`k.deployments - k.failed`, hits: sql`k.leads`, us: sql`k.lead_us` },
    record: { counts: sql`not c.failed`, hit: sql`coalesce(${LEAD_US} >= 0, false)`, us: LEAD_US },
  },
} as const satisfies Partial<Record<DoraMetric, Tally>>;

/** A metric whose facts can be added up. */
export type TalliedMetric = keyof typeof TALLIES;

/** Which cells are read. */
export type TallyCells =
  /** Of all services together, by quarters of an hour; or by days, with quarters between midnight and a bound. */
  | { readonly of: 'all'; readonly by: 'days' | 'quarters' }
  /** Of each service, day by day. */
  | { readonly of: 'services'; readonly by: 'days' }
  /** Of each service in the blocks that make up the days of each bucket, by its number. */
  | { readonly of: 'services'; readonly by: 'blocks'; readonly days: ReadonlyMap<number, Days> };

/** @param facts what is asked, over all buckets together */
export interface TalliesRequest {
  readonly metric: TalliedMetric;
  readonly facts: FactsRequest;
  readonly cells: TallyCells;
}

/** CTEs on `bounds` that give `aggregated`, as `aggregatedCtes` does of facts. */
export function talliedCtes(request: TalliesRequest): Sql {
  const { metric, facts, cells } = request;
  const unit: CellUnit = cells.of === 'all' ? 'quarter' : 'day';
  const shared = metric === 'reworkRate' ? sharedReworkCtes(facts) : sharedDeploymentsCtes(facts);
  return sql`${shared},
${markedCtes(DEPLOYMENT_MARKS, facts.range)},
${windowsCtes(unit, facts.range)},
tallies as (
  ${cellRows(request)}
  ${recordRows(request)}
),
${aggregatedTallies(request)}`;
}

/** What cells, alias `k`, sum up to, with a sign. */
function sumsOf({ metric }: TalliesRequest, sign: Sql): Sql {
  const { total, hits, us } = TALLIES[metric].cell;
  return sql`${sign}sum(${total}) as total, ${sign}sum(${hits}) as hits, ${sign}sum(${us}) as us`;
}

function cellRows(request: TalliesRequest): Sql {
  const { facts, cells } = request;
  if (cells.of === 'all') {
    return cells.by === 'days' ? daysOfAll(request) : quartersOfAll(request);
  }
  const sums = (bucket: Sql, sign: Sql) =>
    sql`select ${bucket} as bucket, k.service_id, ${sumsOf(request, sign)}, 0 as shared`;
  const inScope = andInScope(sql`k.service_id`, facts.scope);
  const isOfDay = isCellOf(facts.range, sql`k`);
  return sql`${
    cells.by === 'days'
      ? sql`${sums(sql`d.bucket`, empty)}
  from bucket_days as d
  join stackflow.deployment_cells as k on ${isOfDay}
  where true${inScope}`
      : sql`${sums(sql`b.bucket`, empty)}
  from ${blockList(cells.days)} as b (bucket, level, block)
  join stackflow.deployment_cells as k on k.level = b.level and k.block = b.block
  where true${inScope}`
  }
  group by 1, 2
  union all
  ${sums(sql`d.bucket`, sql`-`)}
  from marked_days as d
  cross join lateral (
    select k.* from stackflow.deployment_cells as k where k.level = 0 and k.block = d.day${inScope}
    offset 0
  ) as k
  group by 1, 2`;
}

const NO_SERVICE = sql`null::bigint as service_id`;

function quartersOfAll(request: TalliesRequest): Sql {
  const inRange = sql`k.starts_at >= ${FIRST_CELL_AT} and k.starts_at < ${END_CELL_AT}`;
  const sums = (sign: Sql) =>
    sql`select ${bucketOfCell(sql`k.starts_at`)} as bucket, ${NO_SERVICE}, ${sumsOf(request, sign)}, 0 as shared`;
  return sql`${sums(empty)}
  from stackflow.deployment_quarters as k
  where ${inRange}
  group by 1
  union all
  -- What the cells of marked days hold comes off again.
  ${sums(sql`-`)}
  from marked as m
  join stackflow.deployment_quarters as k
    on k.starts_at >= stackflow.day_starts_at(m.day) and k.starts_at < stackflow.day_starts_at(m.day + 1)
  where ${inRange}
  group by 1`;
}

function daysOfAll(request: TalliesRequest): Sql {
  const sums = sumsOf(request, empty);
  return sql`select ${bucketOfDay(sql`stackflow.day_starts_at(k.day)`)} as bucket, ${NO_SERVICE}, ${sums}, 0 as shared
  from stackflow.deployment_days as k
  where k.day >= ${FIRST_DAY} and k.day < ${END_DAY} and k.day not in (select m.day from marked as m)
  group by 1
  union all
  ${onBothSides(sql`select w.before, w.after, w.sign, ${NO_SERVICE}, ${sums}
    from day_windows as w
    join stackflow.deployment_quarters as k on k.starts_at >= w.starts_at and k.starts_at < w.ends_at
    group by 1, 2, 3`)}`;
}

/** A table expression of the buckets' blocks, of all levels or of some. */
export function blockList(days: ReadonlyMap<number, Days>, levels?: readonly number[]): Sql {
  const blocks = [...days].flatMap(([bucket, those]) => blocksOf(those, levels).map((block) => ({ bucket, ...block })));
  const column = (name: 'bucket' | 'level' | 'block') => blocks.map((block) => block[name]);
  return sql`unnest(${column('bucket')}::int[], ${column('level')}::smallint[], ${column('block')}::int[])`;
}

function recordRows({ metric, facts, cells }: TalliesRequest): Sql {
  const { looked: at, record } = TALLIES[metric];
  const looked = { scope: facts.scope, at };
  const service = cells.of === 'all' ? NO_SERVICE : sql`c.service_id`;
  const sums = sql`count(*) as total, count(*) filter (where ${record.hit}) as hits,
    coalesce(sum(${record.us}) filter (where ${record.hit}), 0) as us`;
  const ofBuckets = (from: Sql) => sql`select ${bucketAt(sql`c.deployed_at`)} as bucket, ${service}, ${sums},
    count(*) filter (where c.shared) as shared
  from ${from}
  where ${record.counts}
  group by 1, 2`;
  return sql`union all
  ${onBothSides(sql`select w.before, w.after, w.sign, ${service}, ${sums}
    from ${recordsOfWindows(looked)}
    where ${record.counts}
    group by 1, 2, 3, 4`)}
  union all
  ${ofBuckets(recordsOfRuns(looked))}
  union all
  ${ofBuckets(recordsOfShared(looked, facts.range))}`;
}

/**
 * What lies in windows, added to the bucket on one side and taken from the other.
 *
 * @param inWindows `select` of columns `before, after, sign, service_id, total, hits, us`
 */
function onBothSides(inWindows: Sql): Sql {
  return sql`select x.bucket, r.service_id, x.sign * r.total, x.sign * r.hits, x.sign * r.us, 0
  from (
    ${inWindows}
  ) as r
  cross join lateral (values (r.before, r.sign), (r.after, -r.sign)) as x (bucket, sign)
  where x.bucket is not null`;
}

/** A group without any record has no row, as there is none of no facts. */
function aggregatedTallies({ metric, facts: { grouping } }: TalliesRequest): Sql {
  const isMean = metric === 'leadTime';
  const statistic = isMean ? sql`(sum(t.us) / nullif(sum(t.hits), 0) / 1000000)::float8` : sql`null::float8`;
  const excluded = isMean ? sql`(sum(t.total) - sum(t.hits))::float8` : sql`0::float8`;
  const measures = sql`${statistic} as statistic_seconds, sum(t.hits)::float8 as n, sum(t.total)::float8 as total,
    ${excluded} as excluded, 0::float8 as open, sum(t.shared)::float8 as shared, null::float8[] as spread, null::float8[] as ranks`;
  const services = grouping === 'none' ? empty : sql`\n  left join stackflow.services as s on s.id = t.service_id`;
  return sql`aggregated as (
  select t.bucket, ${groupColumns(grouping)}, ${measures}
  from tallies as t${services}
  group by 1, 2, 3
  having sum(t.total) > 0
)`;
}
