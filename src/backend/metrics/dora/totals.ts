import sql, { raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Support } from '../../../model/level-evidence';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { Reader } from '../../aurora/reader';
import { cellsAnswer } from '../cells/choose-cells';
import type { Cut } from '../cells/choose-cells';
import { compareGroups, groupOf } from '../scope';
import type { Group, GroupRow } from '../scope';
import { rangeDays } from '../time-range';
import { aggregatedCtes, groupsInScope } from './grouped';
import { measurementOf } from './measures';
import type { MeasureRow, Measurement } from './measures';
import { PERIODS, PERIOD_BUCKETS, periodFacts, rangeOf } from './periods';
import type { Period } from './periods';
import { factsOf } from './request';
import type { DoraRequest } from './request';
import { supportCtes, supportOf, unplannedRecorded } from './support';
import type { SupportRow } from './support';

export interface DoraTotal {
  readonly group: Group;
  readonly measurement: Measurement;
  /** Whether the metric could be measured. */
  readonly support: Support;
  /** Whether records may be missing that could only raise the value; default not. */
  readonly isAtLeast?: boolean;
}

export interface DoraTotals {
  /** One for each group, by name; exactly one where nothing groups. */
  readonly totals: readonly DoraTotal[];
  /** Divisor of a frequency: the range's days, fractions included. */
  readonly days: number;
  /** True where groups were left out at the row limit. */
  readonly truncated: boolean;
}

/** One group in one period. */
export type PeriodRow = GroupRow & MeasureRow & SupportRow & { readonly bucket: number };

/** One statement: the metric over the whole range, for every group that has facts or is in scope. */
export function totalsStatement(request: DoraRequest): Statement {
  return periodsStatement(request, ['now']);
}

/** The same over several periods: a row for each group and period, groups in order. */
export function periodsStatement(request: DoraRequest, periods: readonly Period[]): Statement {
  const cells = cellsAnswer(request, periodsCut(request, periods));
  return statementOf(
    sql`with ${cells.ctes ?? periodsByFacts(request, periods)},
${cells.support ?? supportCtes(request, periods)},
listed as (
  ${groupsInScope(request)}
  union
  select a.service, a.team from aggregated as a where a.bucket = ${PERIOD_BUCKETS.now}
)
select g.service, g.team, p.bucket, a.statistic_seconds,
  coalesce(a.n, 0) as n, coalesce(a.total, 0) as total, coalesce(a.excluded, 0) as excluded, coalesce(a.open, 0) as open,
  coalesce(a.shared, 0) as shared,
  a.spread, a.ranks, e.severe_incidents, e.linked_incidents, ${unplannedRecorded(request)} as unplanned_recorded
from listed as g
cross join unnest(${periods.map((period) => PERIOD_BUCKETS[period])}::int[]) as p (bucket)
left join aggregated as a
  on a.bucket = p.bucket and ${isSameGroup('a')}
left join support as e
  on e.bucket = p.bucket and ${isSameGroup('e')}
order by g.service collate "C", g.team collate "C", p.bucket desc
limit ${(request.rowLimit + 1) * periods.length}`,
    cells.planning
  );
}

/**
 * Whether a row is of the group `g`, null being a group like any other: as lists, which can be looked up by their hash. Each
 * column has one of its own, since its collation may be another.
 */
function isSameGroup(alias: 'a' | 'e'): Sql {
  return raw(`array[${alias}.service] = array[g.service] and array[${alias}.team] = array[g.team]`);
}

function periodsCut({ range }: DoraRequest, periods: readonly Period[]): Cut {
  const inOrder = PERIODS.filter((period) => periods.includes(period));
  return {
    kind: 'periods',
    periods: new Map(inOrder.map((period) => [PERIOD_BUCKETS[period], rangeOf(period, range)])),
  };
}

/** The CTEs that end with `aggregated`, where cells do not answer. */
function periodsByFacts(request: DoraRequest, periods: readonly Period[]): Sql {
  const { facts, bucket } = periodFacts(request, periods);
  const wanted = { interval: request.interval, ranks: periods.length > 1 };
  return sql`${facts.ctes},
${aggregatedCtes(facts, request.grouping, bucket, wanted)}`;
}

/**
 * A DORA metric over a range, in total or by group.
 *
 * @throws Failure as `Reader.run` does
 */
export async function doraTotals(reader: Reader, request: DoraRequest, signal: AbortSignal): Promise<DoraTotals> {
  return totalsOf(await reader.run<PeriodRow>(totalsStatement(request), signal), request);
}

/** The totals of rows of one period, in the order they came in. */
export function totalsOf(rows: readonly PeriodRow[], request: DoraRequest): DoraTotals {
  const facts = factsOf(request);
  const days = rangeDays(request.range);
  const limitedRows = rows.slice(0, request.rowLimit);
  const totals = limitedRows.map((row) => ({
    group: groupOf(request.grouping, row),
    measurement: measurementOf(facts, row, days, request.interval),
    support: supportOf(row),
  }));
  return {
    totals: totals.toSorted((a, b) => compareGroups(a.group, b.group)),
    days,
    truncated: rows.length > limitedRows.length,
  };
}
