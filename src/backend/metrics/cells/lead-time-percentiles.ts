import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { sharedDeploymentsCtes } from '../dora/deployments';
import { durationUs } from '../../aurora/duration-us';
import type { FactsRequest } from '../dora/facts';
import { candidateRanks, candidateStarts } from '../dora/spread';
import { bucketAt, windowsCtes } from './buckets-of-cells';
import { VALUE_LEVELS } from './days';
import type { Days } from './days';
import { BINS, OCTAVES, octaveOf } from './lead-time-bins';
import type { Parts } from './lead-time-bins';
import { VALUES_CTES, valuesBetween } from './lead-time-values';
import { DEPLOYMENT_MARKS, markedCtes } from './marks';
import { recordsOfRuns, recordsOfShared, recordsOfWindow } from './records-beside';
import { blockList } from './tallies';

/**
 * Exact percentiles of lead times of all services together. A histogram tells in which part of them a value of a given rank is,
 * and how many lie before it; then it is found among the lead times of that part, which are stored in order.
 */

const LOOKED = { scope: { services: [], teams: [], tiers: [] }, at: 'deployments' } as const;
const LEAD_US = durationUs(sql`c.created_at`, sql`c.closed_at`);

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

/** The bucket that stands for all together, where they are compared. */
const POOLED = sql`-1`;

/** CTEs on `bounds` that give `aggregated`, as `aggregatedCtes` does of facts. */
export function leadTimePercentileCtes(request: LeadTimeRequest): Sql {
  const { facts, cells, ranks } = request;
  return sql`${sharedDeploymentsCtes(facts)},
${markedCtes(DEPLOYMENT_MARKS, facts.range)},
${windowsCtes('day', facts.range)},
${besideCtes(facts)},
${
  cells === 'days'
    ? sql`${CLEAN_DAYS},
`
    : empty
}${histogramCtes(request)},
${sizesCte(request)},
${placesCte(request)},
${wantedCte(cells)},
${piecesCte(request)},
${VALUES_CTES},
${
  ranks
    ? sql`${exceedingCtes()},
`
    : empty
}shared_leads as (
  select b.bucket, sum(b.shared) as n from beside as b group by 1
),
found_values as (
  select v.bucket, array_agg(v.us::float8 / 1e6 order by v.slot) as seconds
  from (
    select f.bucket, f.slot, f.us from found as f${cells === 'days' ? sql`\n    union all\n    ${FOUND_ALONE}` : empty}
  ) as v
  group by 1
),
aggregated as (
  select z.bucket, null::text as service, null::text as team,
    v.seconds[1] + (z.at - floor(z.at)) * (v.seconds[2] - v.seconds[1]) as statistic_seconds,
    z.n::float8 as n, z.total::float8 as total, (z.total - z.n)::float8 as excluded, 0::float8 as open,
    coalesce(s.n, 0)::float8 as shared, ${request.interval ? sql`z.starts || v.seconds[3:]` : sql`null::float8[]`} as spread,
    ${ranks ? sql`array[coalesce(e.n, 0)]` : sql`null::float8[]`} as ranks
  from sizes as z
  left join shared_leads as s on s.bucket = z.bucket
  left join found_values as v on v.bucket = z.bucket${ranks ? sql`\n  left join exceeding as e on e.bucket = z.bucket\n  where z.bucket <> ${POOLED}` : empty}
)`;
}

/**
 * `beside (bucket, sign, us bigint[], others, shared)`: what no cell holds, as lists of lead times, ascending, and how many
 * deployments have none, or count for a change of several services. Those whose sign is -1 come off.
 */
function besideCtes(facts: FactsRequest): Sql {
  const lists = sql`coalesce(array_agg(r.us order by r.us) filter (where r.us >= 0), '{}') as us,
    count(*) filter (where (r.us >= 0) is not true) as others`;
  const ofRecords = (from: Sql) => sql`select ${bucketAt(sql`c.deployed_at`)} as bucket, ${LEAD_US} as us, c.shared
    from ${from}
    where not c.failed`;
  return sql`beside as materialized (
  select r.bucket, 1 as sign, ${lists}, count(*) filter (where r.shared) as shared
  from (
    ${ofRecords(recordsOfRuns(LOOKED))}
    union all
    ${ofRecords(recordsOfShared(LOOKED, facts.range))}
    offset 0
  ) as r
  group by 1
  union all
  select x.bucket, x.sign, w.us, w.others, 0
  from (
    -- Window by window: to sort the lead times of each takes less than to sort all at once.
    select w.before, w.after, w.sign, r.us, r.others
    from windows as w
    cross join lateral (
      select ${lists} from (select ${LEAD_US} as us from ${recordsOfWindow(LOOKED)} where not c.failed offset 0) as r
    ) as r
    offset 0
  ) as w
  cross join lateral (values (w.before, w.sign), (w.after, -w.sign)) as x (bucket, sign)
  where x.bucket is not null
)`;
}

/** `clean_days (day, bucket, alone)`: days without a mark, and whether a day is all that its bucket has. */
const CLEAN_DAYS = sql`clean_days as materialized (
  select d.day, d.bucket,
    count(*) over (partition by d.bucket) = 1 and d.bucket not in (select b.bucket from beside as b) as alone
  from bucket_days as d
  left join marked as m on m.day = d.day
  where m.day is null
)`;

/**
 * `histogram (bucket, part, n)`: how many lead times of each bucket are in each part, a bin where blocks are read and an octave
 * where days are; part 0 and below has deployments without one that counts.
 */
function histogramCtes({ cells, ranks }: LeadTimeRequest): Sql {
  const parts = cells === 'days' ? OCTAVES : BINS;
  const counts = sql`select u.bucket, u.part, sum(u.n)::int as n
  from (
    ${cells === 'days' ? COUNTS_OF_DAYS : countsOfBlocks(cells)}
    union all
    ${countsOfLists(parts)}
    union all
    select b.bucket, -1, b.sign * b.others::int from beside as b
  ) as u
  group by 1, 2
  having sum(u.n) <> 0`;
  return ranks
    ? sql`counts as materialized (
  ${counts}
),
histogram as materialized (
  select c.bucket, c.part, c.n from counts as c
  union all
  select ${POOLED}, c.part, sum(c.n)::int from counts as c group by 2
)`
    : sql`histogram as materialized (
  ${counts}
)`;
}

/** Lists are in order, so that a binary search counts the lead times of each part. */
function countsOfLists({ of, longest }: Parts): Sql {
  const upto = (part: Sql) => sql`width_bucket(${longest(part)}, b.us)`;
  return sql`select b.bucket, p.part, b.sign * (${upto(sql`p.part`)} - ${upto(sql`(p.part - 1)`)})
    from beside as b
    cross join lateral generate_series(${of(sql`b.us[1]`)}, ${of(sql`b.us[cardinality(b.us)]`)}) as p (part)`;
}

/** Each day is looked up: PostgreSQL cannot guess how few there are. */
const COUNTS_OF_DAYS = sql`select d.bucket, c.part, c.n
    from clean_days as d
    cross join lateral (
      select v.part, v.deployments as n from stackflow.lead_time_values as v where v.level = 0 and v.block = d.day
      union all
      select l.bin, l.deployments from stackflow.lead_time_cells as l where l.level = 0 and l.block = d.day and l.bin <= 0
      offset 0
    ) as c`;

function countsOfBlocks(days: ReadonlyMap<number, Days>): Sql {
  return sql`select b.bucket, l.bin as part, l.deployments as n
    from ${blockList(days)} as b (bucket, level, block)
    join stackflow.lead_time_cells as l on l.level = b.level and l.block = b.block
    union all
    -- What the cells of marked days hold comes off again.
    select d.bucket, l.bin, -l.deployments
    from marked_days as d
    cross join lateral (
      select c.bin, c.deployments from stackflow.lead_time_cells as c where c.level = 0 and c.block = d.day
      offset 0
    ) as l`;
}

/**
 * `sizes (bucket, total, n, at, starts, parts int[], uptos bigint[])`: of each bucket, how many lead times there are, where its
 * percentile is, in which parts they are, and how many there are up to the end of each.
 */
function sizesCte({ quantile, interval }: LeadTimeRequest): Sql {
  return sql`sizes as materialized (
  select z.*, ${quantile}::float8 * greatest(z.n - 1, 0)::float8 as at, ${interval ? candidateStarts(quantile, sql`z.n`) : sql`null::float8[]`} as starts
  from (
    select h.bucket, sum(h.n) as total, coalesce(sum(h.n) filter (where h.part > 0), 0) as n,
      array_agg(h.part order by h.part) filter (where h.part > 0) as parts, array_agg(h.upto order by h.part) filter (where h.part > 0) as uptos
    from (
      select h.*, sum(h.n) filter (where h.part > 0) over (partition by h.bucket order by h.part rows unbounded preceding) as upto
      from histogram as h
    ) as h
    group by 1
    -- A negative lead time may be stored in one part below 1 and come off in another: together they are 0.
    having sum(h.n) <> 0
  ) as z
)`;
}

/**
 * `places (bucket, slot, rank, part, skipped)`: for each value that is wanted a `slot`, its rank, in which part it is, and how many
 * come before that. Slots 1 and 2 are those that the percentile lies between.
 */
function placesCte({ quantile, interval, ranks }: LeadTimeRequest): Sql {
  const lower = sql`floor(z.at)::bigint + 1`;
  const ofPooled = sql`greatest(1, ceil(${quantile}::float8 * z.n::float8))::bigint`;
  const notPooled = ranks ? sql` where z.bucket <> ${POOLED}` : empty;
  const candidates = sql`
      union all
      select 2 + k.slot, k.rank from (${candidateRanks(quantile, sql`z.n`, sql`z.starts`)}) as k (slot, rank)${notPooled}`;
  return sql`places as materialized (
  select z.bucket, w.slot, w.rank, z.parts[w.place] as part, coalesce(z.uptos[w.place - 1], 0) as skipped
  from sizes as z
  cross join lateral (
    select w.slot, w.rank, width_bucket(w.rank - 1, z.uptos) + 1 as place
    from (
      select 1 as slot, ${ranks ? sql`case when z.bucket = ${POOLED} then ${ofPooled} else ${lower} end` : lower} as rank
      union all
      select 2, ceil(z.at)::bigint + 1${notPooled}${interval ? candidates : empty}
    ) as w
    offset 0
  ) as w
  where z.n > 0
)`;
}

/**
 * `wanted (bucket, low, high, skipped, first_part, last_part, after_us, upto_us)`: in which parts the values are that are
 * wanted, above which lead time and up to which that is, and how many come before. Not of days that are alone.
 */
function wantedCte(cells: LeadTimeRequest['cells']): Sql {
  const isDays = cells === 'days';
  const { longest } = isDays ? OCTAVES : BINS;
  const isOthers = sql`\n    where p.bucket not in (select d.bucket from clean_days as d where d.alone)`;
  return sql`wanted as materialized (
  select w.*, ${longest(sql`(w.first_part - 1)`)} as after_us, ${longest(sql`w.last_part`)} as upto_us
  from (
    select p.bucket, min(p.rank) as low, max(p.rank) as high, min(p.skipped) as skipped, min(p.part) as first_part, max(p.part) as last_part
    from places as p${isDays ? isOthers : empty}
    group by 1
  ) as w
)`;
}

/**
 * `pieces (bucket, origin, sign, size, us)`: the lists of these parts. Those of all buckets together, where they are compared, each
 * with the bucket that it is of.
 */
function piecesCte({ cells, ranks }: LeadTimeRequest): Sql {
  const isOf = (bucket: Sql) => (ranks ? sql`w.bucket in (${bucket}, ${POOLED})` : sql`w.bucket = ${bucket}`);
  const octave = (part: Sql) => (cells === 'days' ? part : octaveOf(part));
  const ofDay = storedLists(sql`0`, sql`d.day`, [octave(sql`w.first_part`), octave(sql`w.last_part`)]);
  const partOf = (part: Sql) => sql`case when b.level = 0 then ${octaveOf(part)} else ${part} end`;
  const stored =
    cells === 'days'
      ? sql`select w.*, d.bucket as origin, 1 as sign, v.us
      from clean_days as d
      join wanted as w on ${isOf(sql`d.bucket`)}
      ${ofDay}`
      : sql`select w.*, b.bucket as origin, 1 as sign, v.us
      from ${blockList(cells, VALUE_LEVELS)} as b (bucket, level, block)
      join wanted as w on ${isOf(sql`b.bucket`)}
      ${storedLists(sql`b.level`, sql`b.block`, [partOf(sql`w.first_part`), partOf(sql`w.last_part`)])}
      union all
      -- What the lists of marked days hold comes off again.
      select w.*, d.bucket, -1, v.us
      from marked_days as d
      join wanted as w on ${isOf(sql`d.bucket`)}
      ${ofDay}`;
  return sql`pieces as materialized (
  select p.bucket, p.origin, p.sign, cardinality(p.us) as size, p.us
  from (
    select p.bucket, p.origin, p.sign, ${valuesBetween(sql`p.us`, sql`p.after_us`, sql`p.upto_us`)} as us
    from (
      ${stored}
      union all
      select w.*, b.bucket, b.sign, b.us
      from beside as b
      join wanted as w on ${isOf(sql`b.bucket`)}
    ) as p
    offset 0
  ) as p
  where p.us <> '{}'
)`;
}

/** Joins stored lists of a part and those up to another. Each is looked up by its key, and unpacked once. */
function storedLists(level: Sql, block: Sql, [first, last]: readonly [Sql, Sql]): Sql {
  return sql`cross join lateral (
        select v.us[:] as us from stackflow.lead_time_values as v
        where v.level = ${level} and v.block = ${block} and v.part >= ${first} and v.part <= ${last}
        offset 0
      ) as v`;
}

/** `select` of `bucket, slot, us`: of a day that is alone a rank is a place in the list of a part, read once for all its ranks. */
const FOUND_ALONE = sql`select l.bucket, r.slot, v.us[r.place - l.first + 1]
    from (
      select p.bucket, d.day, p.part, array_agg(p.slot) as slots, array_agg((p.rank - p.skipped)::int) as places,
        min(p.rank - p.skipped)::int as first, max(p.rank - p.skipped)::int as last
      from places as p
      join clean_days as d on d.bucket = p.bucket and d.alone
      group by 1, 2, 3
    ) as l
    cross join lateral (
      select v.us[l.first : l.last] as us
      from stackflow.lead_time_values as v
      where v.level = 0 and v.block = l.day and v.part = l.part
      offset 0
    ) as v
    cross join lateral unnest(l.slots, l.places) as r (slot, place)`;

/** `exceeding (bucket, n)`: how many lead times of each bucket exceed the percentile of all buckets together. */
function exceedingCtes(): Sql {
  return sql`pooled as materialized (
  select w.last_part as part, f.us from wanted as w join found as f on f.bucket = w.bucket where w.bucket = ${POOLED}
),
exceeding as materialized (
  select u.bucket, sum(u.n)::float8 as n
  from (
    select h.bucket, h.n from pooled as p join histogram as h on h.part > p.part
    union all
    select c.origin, c.sign * (c.size - width_bucket(p.us, c.us))
    from pooled as p join pieces as c on c.bucket = ${POOLED}
  ) as u
  group by 1
)`;
}
