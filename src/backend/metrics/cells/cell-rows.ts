import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';
import { FAILED_BY_OUTCOME, IS_REWORK, blamedDeployments, deployedIn } from '../dora/deployments';
import { durationUs } from '../../aurora/duration-us';
import { IS_DEPLOYMENT_OR_EMERGENCY } from '../dora/rework-rate';
import { DAY_MS } from '../time-range';
import type { TimeRange } from '../time-range';
import { BLOCK_FACTOR, LEVELS, VALUE_LEVELS } from './days';
import { BINS, OCTAVES } from './lead-time-bins';
import { DEPLOYMENT_MARKS } from './marks';
import { IS_SHARED } from './records-beside';
import { daysIn } from './store';
import type { CellStore, CellTable, LevelledTable } from './store';

/** What cells hold: the rows that records give by the definitions of the metrics. */

/**
 * The CTE `records`: the closed production changes of whole days that are counted in cells, with their verdicts.
 *
 * @param range from one midnight of UTC to another
 */
function recordsCtes(range: TimeRange): Sql {
  const blamed = blamedDeployments(timestamp(range.fromMs), timestamp(range.toMs));
  return sql`blamed as materialized (${blamed}
),
records as materialized (
  select c.id, c.service_id, c.deployed_at, c.change_type = 'emergency' as is_emergency, ${IS_REWORK} as is_rework,
    c.change_type = 'deployment' and (${FAILED_BY_OUTCOME} or c.id in (select b.change_id from blamed as b)) as failed,
    ${durationUs(sql`c.created_at`, sql`c.closed_at`)} as us
  from stackflow.change_records as c
  where ${IS_DEPLOYMENT_OR_EMERGENCY} and ${deployedIn(range)} and not ${IS_SHARED}
)`;
}

const DAY = sql`stackflow.utc_day(r.deployed_at)`;
const BIN = sql`coalesce(stackflow.lead_time_bin(r.us), -1)`;
const IS_LEAD = sql`r.us is not null and r.us >= 0 and not r.is_emergency and not r.failed`;
const COUNTS = sql`count(*) filter (where not r.is_emergency)::int as deployments, count(*) filter (where r.failed)::int as failed,
    count(*) filter (where r.is_emergency)::int as emergencies,
    count(*) filter (where not r.is_emergency and r.is_rework)::int as reworked, count(*) filter (where ${IS_LEAD})::int as leads,
    coalesce(sum(r.us) filter (where ${IS_LEAD}), 0) as lead_us`;

const inRange = (at: Sql) => (range: TimeRange) =>
  sql`${at} >= ${timestamp(range.fromMs)} and ${at} < ${timestamp(range.toMs)}`;
const ofDays = ({ fromMs, toMs }: TimeRange) =>
  sql`k.level = 0 and k.block >= ${fromMs / DAY_MS}::int and k.block < ${toMs / DAY_MS}::int`;

const DEPLOYMENT_CELLS = sql`stackflow.deployment_cells`;
const LEAD_TIME_CELLS = sql`stackflow.lead_time_cells`;
const LEAD_TIME_VALUES = sql`stackflow.lead_time_values`;

const CELL_TABLES = {
  deployment_cells: {
    table: DEPLOYMENT_CELLS,
    rows: sql`select 0::smallint as level, ${DAY} as block, r.service_id, ${COUNTS} from records as r group by 2, 3`,
    isOf: ofDays,
    day: sql`k.block`,
  },
  deployment_days: {
    table: sql`stackflow.deployment_days`,
    rows: sql`select ${DAY} as day, ${COUNTS} from records as r group by 1`,
    isOf: ({ fromMs, toMs }) => sql`k.day >= ${fromMs / DAY_MS}::int and k.day < ${toMs / DAY_MS}::int`,
    day: sql`k.day`,
  },
  lead_time_cells: {
    table: LEAD_TIME_CELLS,
    rows: sql`select 0::smallint as level, ${DAY} as block, ${BIN} as bin, count(*)::int as deployments
  from records as r where not r.is_emergency and not r.failed group by 2, 3`,
    isOf: ofDays,
    day: sql`k.block`,
  },
  lead_time_values: {
    table: LEAD_TIME_VALUES,
    rows: sql`select 0::smallint as level, ${DAY} as block, ${OCTAVES.of(sql`r.us`)} as part, count(*)::int as deployments,
    array_agg(r.us order by r.us) as us
  from records as r where ${IS_LEAD} group by 2, 3`,
    isOf: ofDays,
    day: sql`k.block`,
  },
  deployment_quarters: {
    table: sql`stackflow.deployment_quarters`,
    rows: sql`select date_bin('15 minutes', r.deployed_at, timestamptz 'epoch') as starts_at, ${COUNTS} from records as r group by 1`,
    isOf: inRange(sql`k.starts_at`),
    day: sql`stackflow.utc_day(k.starts_at)`,
  },
  failed_deployments: {
    table: sql`stackflow.failed_deployments`,
    rows: sql`select r.deployed_at, r.id as change_id, ${BIN} as bin, r.us as lead_us from records as r where r.failed`,
    isOf: inRange(sql`k.deployed_at`),
    day: sql`stackflow.utc_day(k.deployed_at)`,
  },
} as const satisfies Readonly<Record<string, CellTable>>;

/** Blocks `b` with the rows `k` of the level below that make them up. */
function fromBelow(table: Sql, level: number, blocks: readonly number[]): Sql {
  return sql`unnest(${blocks}::int[]) as b (block)
  join ${table} as k on k.level = ${level - 1}::smallint
    and k.block >= b.block * ${BLOCK_FACTOR}::int and k.block < (b.block + 1) * ${BLOCK_FACTOR}::int`;
}

function sumOf(table: Sql, key: Sql, sums: Sql): LevelledTable['blocks'] {
  return (level, blocks) => sql`select ${level}::smallint as level, b.block, ${key}, ${sums}
  from ${fromBelow(table, level, blocks)}
  group by b.block, ${key}`;
}

/** Lead times are in octaves by day, and in bins by several days. */
const valuesByBin: LevelledTable['blocks'] = (level, blocks) => sql`select ${level}::smallint as level, v.block, v.bin,
    count(*)::int, array_agg(v.us order by v.us)
  from (
    select b.block, ${BINS.of(sql`u.us`)} as bin, u.us
    from ${fromBelow(LEAD_TIME_VALUES, level, blocks)}
    cross join lateral unnest(k.us) as u (us)
  ) as v
  group by v.block, v.bin`;

const LEVELLED_TABLES: readonly LevelledTable[] = [
  {
    name: 'deployment_cells',
    table: DEPLOYMENT_CELLS,
    levels: LEVELS.slice(1),
    blocks: sumOf(
      DEPLOYMENT_CELLS,
      sql`k.service_id`,
      sql`sum(k.deployments)::int, sum(k.failed)::int, sum(k.emergencies)::int, sum(k.reworked)::int, sum(k.leads)::int, sum(k.lead_us)`
    ),
  },
  {
    name: 'lead_time_cells',
    table: LEAD_TIME_CELLS,
    levels: LEVELS.slice(1),
    blocks: sumOf(LEAD_TIME_CELLS, sql`k.bin`, sql`sum(k.deployments)::int`),
  },
  { name: 'lead_time_values', table: LEAD_TIME_VALUES, levels: VALUE_LEVELS.slice(1), blocks: valuesByBin },
];

export const DEPLOYMENTS: CellStore = {
  lock: 'sre-metrics fold cells',
  records: [
    'stackflow.change_records',
    'stackflow.incidents',
    'stackflow.incident_changes',
    'stackflow.github_changes',
  ],
  daysOfRecords: daysIn(sql`stackflow.change_records as c where ${IS_DEPLOYMENT_OR_EMERGENCY}`, sql`c.deployed_at`),
  marks: DEPLOYMENT_MARKS,
  folded: sql`stackflow.folded_days`,
  version: 21,
  recordsCtes,
  tables: CELL_TABLES,
  levelled: LEVELLED_TABLES,
};
