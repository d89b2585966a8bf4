import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { IS_COUNTED, SECONDS } from '../dora/duration';
import type { Facts } from '../dora/facts';
import { statisticSql } from '../dora/measures';
import { rangeOf } from '../dora/periods';
import { factsOf } from '../dora/request';
import type { DoraRequest } from '../dora/request';
import { groupColumns } from '../scope';
import { rangeDays } from '../time-range';
import { linearAmount, linearCtes, percentOf } from './linear-percentile';
import { furthestFirst, movedCte, recordSource } from './moving-records';

/** The statement behind a difference: the whole, each group's portions, and the records that moved it most. */

/**
 * What a record comes to, from `facts as f`, so that the metric is the mean of its records, or their sum: of a rate 0 or
 * 100, of a frequency its part of a day, of a duration its seconds.
 */
function amountOf(facts: Facts, days: number): Sql {
  switch (facts.kind) {
    case 'count':
      return sql`1 / ${days}::float8`;
    case 'rate':
      return sql`case when f.hit then 100::float8 else 0 end`;
    case 'duration':
      return SECONDS;
  }
}

/** Of a duration its exact microseconds, of which a mean is made. */
function exactOf({ kind }: Facts): Sql {
  return kind === 'duration' ? sql`f.us` : sql`null::bigint`;
}

function isCounted({ kind }: Facts): Sql {
  switch (kind) {
    case 'count':
      return sql`f.hit`;
    case 'rate':
      return sql`true`;
    case 'duration':
      return IS_COUNTED;
  }
}

/**
 * The CTEs
 *
 * - `counted (service_id, change_id, incident_id, at, is_now, amount, us, parts, shared)`, what each group counts,
 * - `records`, what the whole counts, each once,
 * - `belonging (service_id, is_now, amount, us, weight, is_own)`, which of a record each group has: an incident or a change of
 *   several groups is theirs by equal parts, so that the groups together are the whole. A group's own value is that of the
 *   rows with `is_own`; those of the others are what the change comes to in the whole, by the record that stands for it.
 */
function recordCtes(request: DoraRequest, facts: Facts): Sql {
  const { range, metric } = request;
  const isIncident = metric === 'mttr';
  const weight = isIncident
    ? sql`1::float8 / count(*) over (partition by c.incident_id)`
    : sql`case when c.parts = 1 then 1::float8 else 0 end`;
  return sql`counted as materialized (
  select f.service_id, f.change_id, f.incident_id, f.at, f.at >= ${timestamp(range.fromMs)} as is_now,
    ${amountOf(facts, rangeDays(range))} as amount, ${exactOf(facts)} as us, ${isIncident ? ONE_PART : SHARED_WITH}
  where f.at >= ${timestamp(rangeOf('before', range).fromMs)} and f.at < ${timestamp(range.toMs)} and ${isCounted(facts)}
),
records as (
  select ${isIncident ? sql`distinct` : empty} c.change_id, c.incident_id, c.at, c.is_now, c.amount, c.us, c.shared
  from counted as c
  where c.parts > 0
),
belonging as (
  select c.service_id, c.is_now, c.amount, c.us, ${weight} as weight, true as is_own
  from counted as c${isIncident ? empty : SHARED_PARTS}
)`;
}

const ONE_PART = sql`1 as parts, f.shared
  from facts as f`;

/** Whether a record of `shared as h`, by one of its columns, is that of a row. */
function isOfRecord(record: Sql, row: Sql): Sql {
  return sql`${record} = ${row}.change_id and coalesce(h.incident_id, 0) = coalesce(${row}.incident_id, 0)`;
}

/**
 * Of a change of several groups their number; 0 for a record that another stands for in the whole. Where PostgreSQL has no
 * statistics yet it guesses that there is one fact, and would go over all of `shared` for each: a full join is always hashed
 * or merged. Rows of `shared` alone are at no time, and so in neither period.
 */
const SHARED_WITH = sql`case when f.place > 1 then 0 else coalesce(f.groups, 1) end as parts,
    f.shared or coalesce(f.groups, 1) > 1 as shared
  from (
    select f.*, h.place, h.groups
    from facts as f
    full join shared as h on ${isOfRecord(sql`h.change_id`, sql`f`)}
    offset 0
  ) as f`;

/** Of a change of several groups, the part of each. */
const SHARED_PARTS = sql`
  union all
  select p.service_id, p.is_now, p.amount, p.us, 1::float8 / p.parts, false
  from (
    select h.service_id, h.group_place, c.is_now, c.amount, c.us, c.parts
    from counted as c
    full join shared as h on ${isOfRecord(sql`h.first_id`, sql`c`)}
    offset 0
  ) as p
  where p.parts > 1 and p.group_place = 1`;

/** What a period comes to, of the rows of `rows` that meet the condition. */
function valueOf(facts: Facts, rows: Sql, condition: Sql): Sql {
  switch (facts.kind) {
    case 'count':
      return sql`sum(${rows}.amount) filter (where ${condition})`;
    case 'rate':
      return sql`avg(${rows}.amount) filter (where ${condition})`;
    case 'duration':
      return statisticSql(facts.statistic, { us: sql`${rows}.us`, seconds: sql`${rows}.amount` }, condition);
  }
}

/** The CTEs `weighed`, `whole`, `portions` and `moved`. */
function answerCtes(request: DoraRequest, facts: Facts): Sql {
  const percent = percentOf(facts);
  const linear = percent === null ? empty : sql`cross join linear as l`;
  return sql`weighed as (
  select r.*, ${linearAmount(percent, sql`r.amount`)} as linear_amount
  from records as r
  ${linear}
),
whole as (
  select ${inBoth('n', sql`w.is_now`, where(sql`count(*)`))},
    ${inBoth('mean', sql`w.is_now`, where(sql`avg(w.linear_amount)`))},
    ${inBoth('value', sql`w.is_now`, (isIn) => valueOf(facts, sql`w`, isIn))},
    (count(*) filter (where w.shared))::float8 as shared
  from weighed as w
),
portions as (
  select ${groupColumns(request.grouping)},
    ${inBoth('n', sql`b.is_now`, where(sql`sum(b.weight)`))},
    ${inBoth('mean', sql`b.is_now`, where(sql`sum(b.weight * ${linearAmount(percent, sql`b.amount`)})`))},
    ${inBoth('value', sql`b.is_now`, (isIn) => valueOf(facts, sql`b`, sql`${isIn} and b.is_own`))}
  from belonging as b
  ${linear}
  left join stackflow.services as s on s.id = b.service_id
  group by 1, 2
),
${movedCte(facts)}`;
}

/** An aggregate over the rows that meet a condition. */
type Aggregate = (condition: Sql) => Sql;

const where =
  (aggregate: Sql): Aggregate =>
  (condition) =>
    sql`${aggregate} filter (where ${condition})`;

/** An aggregate over each of the two periods. */
function inBoth(name: keyof typeof NOW_COLUMNS, isNow: Sql, over: Aggregate): Sql {
  return sql`(${over(isNow)})::float8 as ${NOW_COLUMNS[name]}, (${over(sql`not ${isNow}`)})::float8 as ${THEN_COLUMNS[name]}`;
}

const NOW_COLUMNS = { n: sql`n_now`, mean: sql`mean_now`, value: sql`value_now` };
const THEN_COLUMNS = { n: sql`n_then`, mean: sql`mean_then`, value: sql`value_then` };

/** One statement: the metric in both periods, every group's portions, and the records that moved it most. */
export function differenceStatement(request: DoraRequest): Statement {
  const { range } = request;
  const both = { ...request, range: { fromMs: rangeOf('before', range).fromMs, toMs: range.toMs } };
  const facts = factsOf(both);
  const percent = percentOf(facts);
  const record = recordSource(request);
  return statementOf(sql`with ${facts.ctes},
${recordCtes(request, facts)},
${percent === null ? empty : sql`${linearCtes(percent)},`}
${answerCtes(request, facts)}
select 'whole' as kind, null::text as service, null::text as team, n_now, n_then, mean_now, mean_then, value_now, value_then,
  null::text as change, null::text as change_url, null::text as incident, null::text as incident_url,
  null::float8 as at_ms, null::boolean as is_now, null::float8 as amount, null::float8 as contribution, 0::bigint as place, shared
from whole
union all
select 'group', service, team, n_now, n_then, mean_now, mean_then, value_now, value_then,
  null, null, null, null, null, null, null, null, 0, null
from portions
union all
select 'record', r.service, r.team, null, null, null, null, null, null,
  r.change, r.change_url, r.incident, r.incident_url, r.at_ms, r.is_now, r.amount, r.contribution, r.place, null
from (
  select ${record.columns}, extract(epoch from m.at)::float8 * 1000 as at_ms, m.is_now, m.amount, m.contribution,
    row_number() over (order by ${furthestFirst(sql`m`)}) as place
  from moved as m
  ${record.joins}
) as r
order by place`);
}
