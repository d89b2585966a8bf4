import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { FAILED_BY_OUTCOME, IS_REWORK, blamedDeployments, deployedIn } from '../dora/deployments';
import { durationUs } from '../dora/duration';
import { IS_DEPLOYMENT_OR_EMERGENCY } from '../dora/rework-rate';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { BLOCK_FACTOR, LEVELS } from './days';
import { IS_SHARED } from './records-beside';

/**
 * Writes the cells of days anew, from their records by the definitions of the metrics.
 *
 * @param client in a transaction in which each statement sees what was committed before it
 * @param days ascending, since 1970-01-01
 */
export async function writeDays(client: ClientBase, days: readonly number[]): Promise<void> {
  for (const run of runsOf(days)) {
    await client.query(removeDays(run));
    await client.query(fillDays(run));
  }
  for (const level of LEVELS.slice(1)) {
    const blocks = [...new Set(days.map((day) => Math.floor(day / BLOCK_FACTOR ** level)))];
    for (const { table, key, sums } of SUMMED) {
      await client.query(sql`delete from ${table} as c where c.level = ${level}::smallint and c.block = any(${blocks}::int[])`);
      await client.query(sql`insert into ${table}
select ${level}::smallint, b.block, ${key}, ${sums}
from unnest(${blocks}::int[]) as b (block)
join ${table} as c on c.level = ${level - 1}::smallint
  and c.block >= b.block * ${BLOCK_FACTOR}::int and c.block < (b.block + 1) * ${BLOCK_FACTOR}::int
group by b.block, ${key}`);
    }
  }
}

/** The tables that have levels. */
const SUMMED: ReadonlyArray<{ readonly table: Sql; readonly key: Sql; readonly sums: Sql }> = [
  {
    table: sql`stackflow.deployment_cells`,
    key: sql`c.service_id`,
    sums: sql`sum(c.deployments), sum(c.failed), sum(c.emergencies), sum(c.reworked), sum(c.leads), sum(c.lead_us)`,
  },
  { table: sql`stackflow.lead_time_cells`, key: sql`c.bin`, sums: sql`sum(c.deployments)` },
];

/** Days that follow one another, together. */
function runsOf(days: readonly number[]): readonly TimeRange[] {
  const runs: Array<{ fromMs: number; toMs: number }> = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last?.toMs === day * DAY_MS) {
      last.toMs += DAY_MS;
    } else {
      runs.push({ fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS });
    }
  }
  return runs;
}

function removeDays({ fromMs, toMs }: TimeRange): Sql {
  const [first, end] = [fromMs / DAY_MS, toMs / DAY_MS];
  const inRange = (at: Sql) => sql`${at} >= ${timestamp(fromMs)} and ${at} < ${timestamp(toMs)}`;
  const ofDays = sql`c.level = 0 and c.block >= ${first}::int and c.block < ${end}::int`;
  return sql`with cells as (
  delete from stackflow.deployment_cells as c where ${ofDays}
),
leads as (
  delete from stackflow.lead_time_cells as c where ${ofDays}
),
quarters as (
  delete from stackflow.deployment_quarters as q where ${inRange(sql`q.starts_at`)}
),
failures as (
  delete from stackflow.failed_deployments as f where ${inRange(sql`f.deployed_at`)}
)
delete from stackflow.folded_days as d where d.day >= ${first}::int and d.day < ${end}::int`;
}

const IS_LEAD = sql`r.us is not null and r.us >= 0 and not r.is_emergency and not r.failed`;
const SUMS = sql`count(*) filter (where not r.is_emergency), count(*) filter (where r.failed), count(*) filter (where r.is_emergency),
    count(*) filter (where not r.is_emergency and r.is_rework), count(*) filter (where ${IS_LEAD}),
    coalesce(sum(r.us) filter (where ${IS_LEAD}), 0)`;

function fillDays(range: TimeRange): Sql {
  const blamed = blamedDeployments(timestamp(range.fromMs), timestamp(range.toMs));
  const day = sql`stackflow.utc_day(r.deployed_at)`;
  return sql`with blamed as materialized (${blamed}
),
records as materialized (
  select c.id, c.service_id, c.deployed_at, c.change_type = 'emergency' as is_emergency, ${IS_REWORK} as is_rework,
    c.change_type = 'deployment' and (${FAILED_BY_OUTCOME} or b.change_id is not null) as failed,
    ${durationUs(sql`c.created_at`, sql`c.closed_at`)} as us
  from stackflow.change_records as c
  left join blamed as b on b.change_id = c.id
  where ${IS_DEPLOYMENT_OR_EMERGENCY} and ${deployedIn(range)} and not ${IS_SHARED}
),
cells as (
  insert into stackflow.deployment_cells
  select 0, ${day}, r.service_id, ${SUMS} from records as r group by 2, 3
),
leads as (
  insert into stackflow.lead_time_cells
  select 0, ${day}, coalesce(stackflow.lead_time_bin(r.us), -1), count(*)
  from records as r where not r.is_emergency and not r.failed group by 2, 3
),
quarters as (
  insert into stackflow.deployment_quarters
  select date_bin('15 minutes', r.deployed_at, timestamptz 'epoch'), ${SUMS} from records as r group by 1
),
failures as (
  insert into stackflow.failed_deployments
  select r.deployed_at, r.id, coalesce(stackflow.lead_time_bin(r.us), -1), r.us from records as r where r.failed
)
insert into stackflow.folded_days (day, folded_at)
select d.day, now() from generate_series(${range.fromMs / DAY_MS}::int, ${range.toMs / DAY_MS}::int - 1) as d (day)`;
}
