import sql from 'sql-template-tag';

import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { Reader } from '../../aurora/reader';
import { compareGroups, groupOf } from '../scope';
import type { Group, GroupRow } from '../scope';
import { rangeDays } from '../time-range';
import { aggregatedCtes, groupsInScope } from './grouped';
import { NO_ROWS, measurementOf } from './measures';
import type { MeasureRow, Measurement } from './measures';
import { factsOf } from './request';
import type { DoraRequest } from './request';

export interface DoraTotal {
  readonly group: Group;
  readonly measurement: Measurement;
}

export interface DoraTotals {
  /** One for each group, by name; exactly one where nothing groups. */
  readonly totals: readonly DoraTotal[];
  /** Divisor of a frequency: the range's days, fractions included. */
  readonly days: number;
  /** True where groups were left out at the row limit. */
  readonly truncated: boolean;
}

type TotalsRow = GroupRow & MeasureRow;

/** One statement: the metric over the whole range, for every group that has facts or is in scope. */
export function totalsStatement(request: DoraRequest): Statement {
  const facts = factsOf(request);
  const aggregated = aggregatedCtes(facts, request.grouping, sql`0`);
  if (request.grouping === 'none') {
    return statementOf(sql`with ${facts.ctes},
${aggregated}
select a.service, a.team, a.statistic_seconds, a.n, a.total, a.excluded, a.open
from aggregated as a`);
  }
  return statementOf(sql`with ${facts.ctes},
${aggregated},
listed as (
  ${groupsInScope(request)}
  union
  select a.service, a.team from aggregated as a
)
select g.service, g.team, a.statistic_seconds,
  coalesce(a.n, 0) as n, coalesce(a.total, 0) as total, coalesce(a.excluded, 0) as excluded, coalesce(a.open, 0) as open
from listed as g
left join aggregated as a on a.service is not distinct from g.service and a.team is not distinct from g.team
order by g.service collate "C", g.team collate "C"
limit ${request.rowLimit + 1}`);
}

/**
 * A DORA metric over a range, in total or by group.
 *
 * @throws Failure as `Reader.run` does
 */
export async function doraTotals(reader: Reader, request: DoraRequest, signal: AbortSignal): Promise<DoraTotals> {
  const rows = await reader.run<TotalsRow>(totalsStatement(request), signal);
  const { kind } = factsOf(request);
  const days = rangeDays(request.range);
  const limitedRows = rows.slice(0, request.rowLimit);
  // An aggregate by bucket over no facts has no row; in total that is still one value.
  const complete =
    request.grouping === 'none' && limitedRows.length === 0 ? [{ ...NO_ROWS, service: null, team: null }] : limitedRows;
  const totals = complete.map((row) => ({
    group: groupOf(request.grouping, row),
    measurement: measurementOf(kind, row, days),
  }));
  return {
    totals: totals.toSorted((a, b) => compareGroups(a.group, b.group)),
    days,
    truncated: rows.length > limitedRows.length,
  };
}
