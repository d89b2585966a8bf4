import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { sharedDeploymentsCtes, IS_DEPLOYMENT } from '../dora/deployments';
import { changeById } from '../dora/change-by-id';
import { durationUs } from '../../aurora/duration-us';
import type { FactsRequest } from '../dora/facts';
import { candidateRanks } from '../dora/spread';
import { timestamp } from '../buckets';
import { bucketAt, windowsCtes } from './buckets-of-cells';
import { isCellOf } from './days';
import type { Days } from './days';
import { DEPLOYMENT_MARKS, markedCtes } from './marks';
import { recordsOfRuns, recordsOfShared, recordsOfWindows } from './records-beside';
import { blockList } from './tallies';

/**
 * Exact percentiles of lead times of all services together. The histogram of cells tells in which bin a value of a given
 * rank is, and how many of that bin lie before it; an index finds the records of that bin alone.
 */

const LOOKED = { scope: { services: [], teams: [], tiers: [] }, at: 'deployments' } as const;
const LEAD_US = durationUs(sql`c.created_at`, sql`c.closed_at`);

/** The bin of a change, alias `c`: as its index has it. */
export const LEAD_TIME_BIN = sql`stackflow.lead_time_bin(${LEAD_US})`;

export interface LeadTimeRequest {
  /** What is asked, over all buckets together: of everything, and ungrouped. */
  readonly facts: FactsRequest;
  /** As a share, above 0 and below 1. */
  readonly quantile: number;
  /** The days of each bucket by its number, or all days one by one. */
  readonly cells: ReadonlyMap<number, Days> | 'days';
  readonly interval: boolean;
  /** Whether two buckets are compared: how many of each exceed the percentile of both together. */
  readonly ranks: boolean;
}

/** CTEs on `bounds` that give `aggregated`, as `aggregatedCtes` does of facts. */
export function leadTimePercentileCtes(request: LeadTimeRequest): Sql {
  const { facts } = request;
  return sql`${sharedDeploymentsCtes(facts)},
${markedCtes(DEPLOYMENT_MARKS, facts.range)},
${windowsCtes('day', facts.range)},
${histogramCtes(request)},
${wantedCtes(request)},
${valuesCtes(facts)},
${
  request.ranks
    ? sql`${exceedingCtes(request.quantile)},
`
    : empty
}shared_leads as (
  select b.bucket, sum(b.n) as n from beside as b where b.shared group by 1
),
found_values as (
  select v.bucket, min(v.us::float8 / 1e6) filter (where v.slot = 1) as lower, min(v.us::float8 / 1e6) filter (where v.slot = 2) as upper,
    array_agg(v.us::float8 / 1e6 order by v.slot) filter (where v.slot > 2) as candidates
  from found as v
  group by 1
),
aggregated as (
  select z.bucket, null::text as service, null::text as team,
    v.lower + (z.at - floor(z.at)) * (v.upper - v.lower) as statistic_seconds,
    z.n::float8 as n, z.total::float8 as total, (z.total - z.n)::float8 as excluded, 0::float8 as open,
    coalesce(s.n, 0)::float8 as shared, ${request.interval ? sql`z.starts || v.candidates` : sql`null::float8[]`} as spread,
    ${request.ranks ? sql`array[coalesce(e.n, 0)]` : sql`null::float8[]`} as ranks
  from sizes as z
  left join shared_leads as s on s.bucket = z.bucket
  left join found_values as v on v.bucket = z.bucket${request.ranks ? sql`\n  left join exceeding as e on e.bucket = z.bucket` : empty}
)`;
}

/** Bins are those of `stackflow.lead_time_bin`, -1 without a lead time. */
const BIN = sql`coalesce(${LEAD_TIME_BIN}, -1)`;

/** `beside`: what no cell holds, by its lead time. `histogram (bucket, bin, n)`: all together. */
function histogramCtes({ facts, cells }: LeadTimeRequest): Sql {
  const beside = (
    from: Sql
  ) => sql`select ${bucketAt(sql`c.deployed_at`)} as bucket, ${LEAD_US} as us, c.shared, count(*)::int as n
  from ${from}
  where not c.failed
  group by 1, 2, 3`;
  const isOfDay = isCellOf(facts.range, sql`l`);
  return sql`beside as materialized (
  select b.*, coalesce(stackflow.lead_time_bin(b.us), -1) as bin
  from (
    ${beside(recordsOfRuns(LOOKED))}
    union all
    ${beside(recordsOfShared(LOOKED, facts.range))}
  ) as b
),
histogram as materialized (
  select u.bucket, u.bin, sum(u.n)::bigint as n
  from (
    ${
      cells === 'days'
        ? sql`select d.bucket, l.bin, l.deployments as n
    from bucket_days as d
    join stackflow.lead_time_cells as l on ${isOfDay}`
        : sql`select b.bucket, l.bin, l.deployments as n
    from ${blockList(cells)} as b (bucket, level, block)
    join stackflow.lead_time_cells as l on l.level = b.level and l.block = b.block`
    }
    union all
    -- What the cells of marked days hold comes off again.
    select d.bucket, l.bin, -l.deployments
    from marked as m
    join bucket_days as d on d.day = m.day
    join stackflow.lead_time_cells as l on ${isOfDay}
    union all
    select x.bucket, r.bin, x.sign * r.n
    from (
      select w.before, w.after, w.sign, ${BIN} as bin, count(*) as n
      from ${recordsOfWindows(LOOKED)}
      where not c.failed
      group by 1, 2, 3, 4
    ) as r
    cross join lateral (values (r.before, r.sign), (r.after, -r.sign)) as x (bucket, sign)
    where x.bucket is not null
    union all
    select b.bucket, b.bin, b.n from beside as b
  ) as u
  group by 1, 2
  having sum(u.n) <> 0
)`;
}

/**
 * `sizes`: of each bucket, how many lead times there are, and where its percentile is. `places`: for each value that is
 * wanted, a `slot`, its bin and its place in it, from 1. Slots 1 and 2 are those that the percentile lies between.
 */
function wantedCtes({ quantile, interval, ranks }: LeadTimeRequest): Sql {
  const { starts, ranks: candidates } = candidateRanks(quantile, sql`z.n`);
  return sql`sizes as materialized (
  select z.bucket, z.total, z.n, ${quantile}::float8 * greatest(z.n - 1, 0)::float8 as at, ${interval ? starts : sql`null::float8[]`} as starts
  from (
    select h.bucket, sum(h.n)::bigint as total, coalesce(sum(h.n) filter (where h.bin > 0), 0)::bigint as n
    from histogram as h
    group by 1
  ) as z
),
cumulative as materialized (
  select u.bucket, array_agg(u.bin order by u.bin) as bins, array_agg(u.upto order by u.bin) as uptos
  from (
    select h.bucket, h.bin, sum(h.n::int) over (partition by h.bucket order by h.bin) as upto
    from histogram as h where h.bin > 0
  ) as u
  group by 1
),
places as materialized (
  select p.bucket, p.slot, c.bins[p.index] as bin, p.rank - coalesce(c.uptos[p.index - 1], 0) as place
  from (
    select z.bucket, w.slot, w.rank, width_bucket(w.rank - 1, c.uptos) + 1 as index
    from sizes as z
    join cumulative as c on c.bucket = z.bucket
    cross join lateral (
      select 1 as slot, floor(z.at)::bigint + 1 as rank
      union all
      select 2, ceil(z.at)::bigint + 1${
        interval
          ? sql`
      union all
      select 2 + k.slot, k.rank from (${candidates}) as k (slot, rank)`
          : empty
      }
    ) as w
    where z.n > 0
  ) as p
  join cumulative as c on c.bucket = p.bucket
),
looked as materialized (
  select p.bucket, p.bin from places as p${
    ranks
      ? sql`
  union
  select z.bucket, p.bin from sizes as z cross join (${pooledPlace(quantile)}) as p`
      : empty
  }
  group by 1, 2
)`;
}

/** `select` of the bin in which the percentile of all buckets together is, its place there, and the bin's number. */
function pooledPlace(quantile: number): Sql {
  return sql`
    select h.bin, k.rank - (h.upto - h.n) as place
    from (
      select g.bin, g.n, sum(g.n) over (order by g.bin) as upto, sum(g.n) over () as whole
      from (select h.bin, sum(h.n)::bigint as n from histogram as h where h.bin > 0 group by 1) as g
    ) as h
    cross join lateral (select greatest(1, ceil(${quantile}::float8 * h.whole::float8))::bigint as rank) as k
    where h.upto - h.n < k.rank and k.rank <= h.upto`;
}

/**
 * `lists`: of each bucket and bin that is looked at, the lead times there are, ascending, and how many there are up to
 * each. Those that no cell counts, as failed ones, come off as often as the index has them. `found (bucket, slot, us)`.
 */
function valuesCtes({ range }: FactsRequest): Sql {
  const from = timestamp(range.fromMs);
  const to = timestamp(range.toMs);
  const isClean = (at: Sql) =>
    sql`(not exists (select from marked) or stackflow.utc_day(${at}) not in (select m.day from marked as m))`;
  const inBucket = (at: Sql) => sql`${at} >= l.starts_at and ${at} < l.ends_at`;
  return sql`spans as materialized (
  select l.bucket, l.bin, greatest(b.starts_at, ${from}) as starts_at, least(b.ends_at, ${to}) as ends_at
  from looked as l join bounds as b on b.bucket = l.bucket
),
weighed as materialized (
  select u.bucket, u.bin, u.us, sum(u.n)::int as n
  from (
    select l.bucket, l.bin, c.us, 1 as n
    from spans as l
    cross join lateral (
      select ${LEAD_US} as us
      from stackflow.change_records as c
      where ${LEAD_TIME_BIN} = l.bin and ${inBucket(sql`c.deployed_at`)} and ${IS_DEPLOYMENT} and ${isClean(sql`c.deployed_at`)}
      offset 0
    ) as c
    union all
    select l.bucket, l.bin, f.lead_us, -1
    from spans as l
    join stackflow.failed_deployments as f on f.bin = l.bin and ${inBucket(sql`f.deployed_at`)} and ${isClean(sql`f.deployed_at`)}
    union all
    select l.bucket, l.bin, c.us, -1
    from (
      select c.deployed_at, ${LEAD_US} as us
      from shared as h
      cross join lateral (${changeById(sql`h.change_id`)}
      ) as c
      where c.deployed_at >= ${from} and c.deployed_at < ${to} and ${isClean(sql`c.deployed_at`)}
    ) as c
    join spans as l on l.bin = stackflow.lead_time_bin(c.us) and ${inBucket(sql`c.deployed_at`)}
    union all
    select l.bucket, l.bin, b.us, b.n
    from beside as b
    join looked as l on l.bucket = b.bucket and l.bin = b.bin
  ) as u
  group by 1, 2, 3
  having sum(u.n) <> 0
),
lists as materialized (
  select w.bucket, w.bin, array_agg(w.us order by w.us) as us, array_agg(w.upto order by w.us) as uptos
  from (
    select w.bucket, w.bin, w.us, sum(w.n) over (partition by w.bucket, w.bin order by w.us) as upto from weighed as w
  ) as w
  group by 1, 2
),
found as materialized (
  select p.bucket, p.slot, l.us[width_bucket(p.place::bigint - 1, l.uptos) + 1] as us
  from places as p
  join lists as l on l.bucket = p.bucket and l.bin = p.bin
)`;
}

/** `exceeding (bucket, n)`: how many lead times of each bucket exceed the percentile of all buckets together. */
function exceedingCtes(quantile: number): Sql {
  return sql`pooled_place as materialized (${pooledPlace(quantile)}
),
pooled as materialized (
  select u.bin, u.us
  from (
    select p.bin, p.place, g.us, sum(g.n) over (order by g.us) as upto, g.n
    from pooled_place as p
    join lateral (select w.us, sum(w.n) as n from weighed as w where w.bin = p.bin group by 1) as g on true
  ) as u
  where u.upto - u.n < u.place and u.place <= u.upto
),
exceeding as materialized (
  select z.bucket, (
      coalesce((select sum(h.n) from histogram as h where h.bucket = z.bucket and h.bin > p.bin), 0)
      + coalesce((select sum(w.n) from weighed as w where w.bucket = z.bucket and w.bin = p.bin and w.us > p.us), 0)
    )::float8 as n
  from sizes as z
  cross join pooled as p
)`;
}
