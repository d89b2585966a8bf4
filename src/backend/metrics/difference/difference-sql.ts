import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import type { Facts } from '../dora/facts';
import { statisticSql } from '../dora/measures';
import { PERCENTILES } from '../dora/percentiles';
import { rangeOf } from '../dora/periods';
import { factsOf } from '../dora/request';
import type { DoraRequest } from '../dora/request';
import { SERVICE_NAMES } from '../records/incidents';
import { groupColumns } from '../scope';
import { rangeDays } from '../time-range';

/** The statement behind a difference: the whole, each group's portions, and the records that moved it most. */

/** Records that are listed. */
export const LISTED_RECORDS = 10;

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
      return sql`f.seconds`;
  }
}

function isCounted({ kind }: Facts): Sql {
  switch (kind) {
    case 'count':
      return sql`f.hit`;
    case 'rate':
      return sql`true`;
    case 'duration':
      return sql`f.seconds >= 0`;
  }
}

/**
 * The CTEs `counted (service_id, change_id, incident_id, at, is_now, amount, weight)`, a row for each record and group it
 * belongs to, and `records`, a row for each record. Only an incident belongs to several groups; each then has an equal
 * part of it, so that the groups together are the whole, which counts it once.
 */
function recordCtes(request: DoraRequest, facts: Facts): Sql {
  const { range, metric } = request;
  const weight = metric === 'mttr' ? sql`1::float8 / count(*) over (partition by f.incident_id)` : sql`1::float8`;
  const once = metric === 'mttr' ? sql`distinct` : empty;
  return sql`counted as materialized (
  select f.service_id, f.change_id, f.incident_id, f.at, f.at >= ${timestamp(range.fromMs)} as is_now,
    ${amountOf(facts, rangeDays(range))} as amount, ${weight} as weight
  from facts as f
  where f.at >= ${timestamp(rangeOf('before', range).fromMs)} and f.at < ${timestamp(range.toMs)} and ${isCounted(facts)}
),
records as (
  select ${once} c.change_id, c.incident_id, c.at, c.is_now, c.amount
  from counted as c
)`;
}

/**
 * The CTE `linear (below_from, below_to, below_slope, above_from, above_to, above_slope)`, one row: how a percentile
 * becomes the mean of something, since means can be split and percentiles cannot.
 *
 * A percentile is half way from the lowest value that at least p of the records do not pass, to the lowest that more than
 * p do not pass; they differ where p falls between two records. When such a value goes from q₀ to q₁, records must have
 * crossed the stretch between the two: each amount, clipped to it, has a mean that moves the same way, by the surface
 * between the two distributions there. It cannot stand still, as at every point of the stretch at least p of the records
 * of one period lie below, and of the other not. So the amounts clipped to the stretch, times the slope (q₁ − q₀) ÷ (the
 * change of their mean), have a mean that moves exactly as the value does.
 */
function linearCtes(percent: number): Sql {
  const mean = (isNow: Sql, from: Sql, to: Sql) =>
    sql`avg(greatest(e.${from}, least(e.${to}, r.amount))) filter (where ${isNow})`;
  const now = sql`r.is_now`;
  const then = sql`not r.is_now`;
  const slope = (stretch: 'below' | 'above') => {
    const [from, to, moved] =
      stretch === 'below'
        ? [sql`below_from`, sql`below_to`, sql`below_moved`]
        : [sql`above_from`, sql`above_to`, sql`above_moved`];
    const change = sql`${mean(now, from, to)} - ${mean(then, from, to)}`;
    return sql`case when min(e.${moved}) = 0 then 0 else min(e.${moved}) / nullif(${change}, 0) end`;
  };
  return sql`ranked as (
  select r.is_now, r.amount, row_number() over (partition by r.is_now order by r.amount) as place,
    count(*) over (partition by r.is_now) as n
  from records as r
),
ends as (
  select min(amount) filter (where is_now and 100 * place >= ${percent} * n) as below_now,
    min(amount) filter (where not is_now and 100 * place >= ${percent} * n) as below_then,
    min(amount) filter (where is_now and 100 * place > ${percent} * n) as above_now,
    min(amount) filter (where not is_now and 100 * place > ${percent} * n) as above_then
  from ranked
),
stretches as (
  select least(below_now, below_then) as below_from, greatest(below_now, below_then) as below_to,
    below_now - below_then as below_moved,
    least(above_now, above_then) as above_from, greatest(above_now, above_then) as above_to,
    above_now - above_then as above_moved
  from ends
),
linear as (
  select min(e.below_from) as below_from, min(e.below_to) as below_to, ${slope('below')} as below_slope,
    min(e.above_from) as above_from, min(e.above_to) as above_to, ${slope('above')} as above_slope
  from records as r
  cross join stretches as e
)`;
}

/** What an amount comes to in the whole, from `linear as l` where that is a percentile. */
function linearAmount(percent: number | null, amount: Sql): Sql {
  return percent === null
    ? amount
    : sql`(l.below_slope * greatest(l.below_from, least(l.below_to, ${amount}))
      + l.above_slope * greatest(l.above_from, least(l.above_to, ${amount}))) / 2`;
}

/** What a period comes to, of `amount`. */
function valueOf(facts: Facts, amount: Sql): Sql {
  switch (facts.kind) {
    case 'count':
      return sql`sum(${amount})`;
    case 'rate':
      return sql`avg(${amount})`;
    case 'duration':
      return statisticSql(facts.statistic, amount);
  }
}

/** The percentile that is asked for, of 100; null where the metric is none. */
function percentOf(facts: Facts): number | null {
  return facts.kind === 'duration' && facts.statistic !== 'mean'
    ? Math.round(100 * PERCENTILES[facts.statistic])
    : null;
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
  select ${inBoth(sql`count(*)`, 'n', sql`w.is_now`)},
    ${inBoth(sql`avg(w.linear_amount)`, 'mean', sql`w.is_now`)},
    ${inBoth(valueOf(facts, sql`w.amount`), 'value', sql`w.is_now`)}
  from weighed as w
),
portions as (
  select ${groupColumns(request.grouping)},
    ${inBoth(sql`sum(c.weight)`, 'n', sql`c.is_now`)},
    ${inBoth(sql`sum(c.weight * ${linearAmount(percent, sql`c.amount`)})`, 'mean', sql`c.is_now`)},
    ${inBoth(valueOf(facts, sql`c.amount`), 'value', sql`c.is_now`)}
  from counted as c
  ${linear}
  left join stackflow.services as s on s.id = c.service_id
  group by 1, 2
),
${movedCte(facts)}`;
}

/** An aggregate over each of the two periods. */
function inBoth(aggregate: Sql, name: keyof typeof NOW_COLUMNS, isNow: Sql): Sql {
  return sql`(${aggregate} filter (where ${isNow}))::float8 as ${NOW_COLUMNS[name]},
    (${aggregate} filter (where not ${isNow}))::float8 as ${THEN_COLUMNS[name]}`;
}

const NOW_COLUMNS = { n: sql`n_now`, mean: sql`mean_now`, value: sql`value_now` };
const THEN_COLUMNS = { n: sql`n_then`, mean: sql`mean_then`, value: sql`value_then` };

/**
 * The CTE `moved`: the records that moved the metric most, in the direction in which it went. A record's contribution is
 * how far it lies from the middle between the two periods, divided by the number of records of its period; those of all
 * records add up to the change, and those of a group's records to the group's part. Where it went nowhere, the direction
 * is 0 and the largest come first; what contributed nothing is never among them.
 */
function movedCte(facts: Facts): Sql {
  const contribution =
    facts.kind === 'count'
      ? sql`case when w.is_now then w.amount else -w.amount end`
      : sql`case when w.is_now then (w.linear_amount - k.middle) / k.n_now else (k.middle - w.linear_amount) / k.n_then end`;
  // Of records that count alike, the one that lies furthest out comes first.
  const reach = sql`case when w.is_now then w.amount else -w.amount end`;
  return sql`pulls as (
  select w.*, ${contribution} as contribution, k.direction * (${contribution}) as pull, k.direction * (${reach}) as reach
  from weighed as w
  cross join (
    select n_now, n_then, (mean_now + mean_then) / 2 as middle, sign(coalesce(value_now, 0) - coalesce(value_then, 0)) as direction
    from whole
  ) as k
  where ${facts.kind === 'count' ? sql`true` : sql`k.middle is not null`}
),
moved as (
  select p.* from pulls as p where p.contribution <> 0 order by ${furthestFirst(sql`p`)} limit ${LISTED_RECORDS}
)`;
}

function furthestFirst(alias: Sql): Sql {
  const column = (name: Sql) => sql`${alias}.${name}`;
  return sql`${column(sql`pull`)} desc, abs(${column(sql`contribution`)}) desc, ${column(sql`reach`)} desc,
    ${column(sql`at`)} desc, ${column(sql`change_id`)} desc, ${column(sql`incident_id`)} desc`;
}

/** Columns of a listed record `m`, and the tables they come from. */
function recordSource({ metric }: DoraRequest): { readonly columns: Sql; readonly joins: Sql } {
  const change = sql`left join stackflow.change_records as c on c.id = m.change_id
  left join stackflow.services as s on s.id = c.service_id`;
  const incident = sql`left join stackflow.incidents as i on i.id = m.incident_id`;
  switch (metric) {
    case 'mttr':
      return {
        columns: sql`nullif(array_to_string(${SERVICE_NAMES}, ', '), '') as service, null::text as team,
    null::text as change, null::text as change_url, i.title as incident, i.url as incident_url`,
        joins: incident,
      };
    case 'failedDeploymentRecoveryTime':
      return {
        columns: sql`s.name as service, s.team, c.title as change, c.url as change_url, i.title as incident, i.url as incident_url`,
        joins: sql`${change}
  ${incident}`,
      };
    default:
      return {
        columns: sql`s.name as service, s.team, c.title as change, c.url as change_url, null::text as incident, null::text as incident_url`,
        joins: change,
      };
  }
}

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
  null::float8 as at_ms, null::boolean as is_now, null::float8 as amount, null::float8 as contribution, 0::bigint as place
from whole
union all
select 'group', service, team, n_now, n_then, mean_now, mean_then, value_now, value_then,
  null, null, null, null, null, null, null, null, 0
from portions
union all
select 'record', r.service, r.team, null, null, null, null, null, null,
  r.change, r.change_url, r.incident, r.incident_url, r.at_ms, r.is_now, r.amount, r.contribution, r.place
from (
  select ${record.columns}, extract(epoch from m.at)::float8 * 1000 as at_ms, m.is_now, m.amount, m.contribution,
    row_number() over (order by ${furthestFirst(sql`m`)}) as place
  from moved as m
  ${record.joins}
) as r
order by place`);
}
