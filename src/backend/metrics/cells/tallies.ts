import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { DoraMetric } from '../../../model/dora-metrics';
import { IS_REWORK, sharedDeploymentsCtes } from '../dora/deployments';
import { durationUs } from '../../aurora/duration-us';
import type { FactsRequest } from '../dora/facts';
import { sharedReworkCtes } from '../dora/rework-rate';
import { andInScope, groupColumns } from '../scope';
import { END_CELL_AT, FIRST_CELL_AT, bucketAt, bucketOfCell, windowsCtes } from './buckets-of-cells';
import type { CellUnit } from './buckets-of-cells';
import { blocksOf, isCellOf, markedCtes } from './days';
import type { Days } from './days';
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
  /** Of all services together, by quarters of an hour. */
  | { readonly of: 'all' }
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
${markedCtes(facts.range)},
${windowsCtes(unit, facts.range)},
tallies as (
  ${cellRows(request)}
  ${recordRows(request)}
),
${aggregatedTallies(request)}`;
}

function cellRows({ metric, facts, cells }: TalliesRequest): Sql {
  const { total, hits, us } = TALLIES[metric].cell;
  const sums = (bucket: Sql, service: Sql, sign: Sql) =>
    sql`select ${bucket} as bucket, ${service} as service_id, ${sign}sum(${total}) as total, ${sign}sum(${hits}) as hits,
    ${sign}sum(${us}) as us, 0 as shared`;
  if (cells.of === 'all') {
    const inRange = sql`k.starts_at >= ${FIRST_CELL_AT} and k.starts_at < ${END_CELL_AT}`;
    const bucket = bucketOfCell(sql`k.starts_at`);
    return sql`${sums(bucket, sql`null::bigint`, empty)}
  from stackflow.deployment_quarters as k
  where ${inRange}
  group by 1
  union all
  -- What the cells of marked days hold comes off again.
  ${sums(bucket, sql`null::bigint`, sql`-`)}
  from marked as m
  join stackflow.deployment_quarters as k
    on k.starts_at >= stackflow.day_starts_at(m.day) and k.starts_at < stackflow.day_starts_at(m.day + 1)
  where ${inRange}
  group by 1`;
  }
  const service = sql`k.service_id`;
  const inScope = andInScope(service, facts.scope);
  const isOfDay = isCellOf(facts.range, sql`k`);
  return sql`${
    cells.by === 'days'
      ? sql`${sums(sql`d.bucket`, service, empty)}
  from bucket_days as d
  join stackflow.deployment_cells as k on ${isOfDay}
  where true${inScope}`
      : sql`${sums(sql`b.bucket`, service, empty)}
  from ${blockList(cells.days)} as b (bucket, level, block)
  join stackflow.deployment_cells as k on k.level = b.level and k.block = b.block
  where true${inScope}`
  }
  group by 1, 2
  union all
  ${sums(sql`d.bucket`, service, sql`-`)}
  from marked as m
  join bucket_days as d on d.day = m.day
  join stackflow.deployment_cells as k on ${isOfDay}
  where true${inScope}
  group by 1, 2`;
}

/** A table expression of the buckets' blocks. */
export function blockList(days: ReadonlyMap<number, Days>): Sql {
  const blocks = [...days].flatMap(([bucket, those]) => blocksOf(those).map((block) => ({ bucket, ...block })));
  const column = (name: 'bucket' | 'level' | 'block') => blocks.map((block) => block[name]);
  return sql`unnest(${column('bucket')}::int[], ${column('level')}::smallint[], ${column('block')}::int[])`;
}

function recordRows({ metric, facts, cells }: TalliesRequest): Sql {
  const { looked: at, record } = TALLIES[metric];
  const looked = { scope: facts.scope, at };
  const service = cells.of === 'all' ? sql`null::bigint` : sql`c.service_id`;
  const sums = (bucket: Sql, sign: Sql) =>
    sql`select ${bucket} as bucket, ${service} as service_id, ${sign}count(*) as total, ${sign}count(*) filter (where ${record.hit}) as hits,
    ${sign}coalesce(sum(${record.us}) filter (where ${record.hit}), 0) as us, count(*) filter (where c.shared) as shared`;
  return sql`union all
  select x.bucket, r.service_id, x.sign * r.total, x.sign * r.hits, x.sign * r.us, 0
  from (
    select w.before, w.after, w.sign, ${service} as service_id, count(*) as total,
      count(*) filter (where ${record.hit}) as hits, coalesce(sum(${record.us}) filter (where ${record.hit}), 0) as us
    from ${recordsOfWindows(looked)}
    where ${record.counts}
    group by 1, 2, 3, 4
  ) as r
  cross join lateral (values (r.before, r.sign), (r.after, -r.sign)) as x (bucket, sign)
  where x.bucket is not null
  union all
  ${sums(bucketAt(sql`c.deployed_at`), empty)}
  from ${recordsOfRuns(looked)}
  where ${record.counts}
  group by 1, 2
  union all
  ${sums(bucketAt(sql`c.deployed_at`), empty)}
  from ${recordsOfShared(looked, facts.range)}
  where ${record.counts}
  group by 1, 2`;
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
