import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { mapInSlices } from '../../turns/slices';
import { timestamp } from '../buckets';
import { listed, numberIn } from '../listed';
import type { ListedNumbers } from '../listed';
import type { TimeRange } from '../time-range';
import { BUDGET_EXPRESSIONS, budgetCtes, burnExpression, isBurnMeasure } from './budget-sql';
import type { SloScope } from './objectives';

export interface BudgetSeriesRequest {
  readonly scope: SloScope;
  readonly measure: ErrorBudgetMeasure;
  /** Null where the measure has none. */
  readonly lookback: Lookback | null;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  /** Time between two points, in whole seconds: as `fittingSeconds` gives it for the range. */
  readonly stepSeconds: number;
  /** Most numbers to read; what is over is left out, and said. */
  readonly rowLimit: number;
}

export interface BudgetLine {
  readonly sloId: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  /** One for each instant; null where the SLO was disabled or has no such number. */
  readonly values: readonly (number | null)[];
}

export interface BudgetSeries {
  /** Each window ends at its instant: multiples of the step since the epoch, and the range's end. */
  readonly instantsMs: readonly number[];
  /** By service, then name of the SLO. */
  readonly lines: readonly BudgetLine[];
  readonly truncated: boolean;
}

/** An SLO with a place in both lists for each of its points. */
interface LineRow {
  readonly slo_id: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly instants_ms: ListedNumbers;
  readonly numbers: ListedNumbers;
}

/** One statement for the measure of every SLO in scope at every instant: a row for each SLO. */
export function budgetSeriesStatement(request: BudgetSeriesRequest): Statement {
  const { scope, lookback, range, stepSeconds, rowLimit } = request;
  const to = timestamp(range.toMs);
  const [firstMs = 0] = instantsOf(request);
  return statementOf(sql`with instants (at) as (
  select generate_series(${timestamp(firstMs)}, ${to}, make_interval(secs => ${stepSeconds}))
  union
  select ${to}
),
${budgetCtes(scope, isMeasured(request) && lookback !== null ? [lookback] : [])}
select p.slo_id::text, p.service, p.team, p.slo, ${listed(sql`p.at_ms`)} as instants_ms, ${listed(sql`p.number`)} as numbers
from (
  select extract(epoch from b.at)::float8 * 1000 as at_ms, b.slo_id, b.service, b.team, b.slo, ${measureExpression(request)} as number
  from budgets as b
  order by b.service collate "C", b.slo collate "C", b.slo_id, b.at
  limit ${rowLimit + 1}
) as p
group by p.slo_id, p.service, p.team, p.slo
order by p.service collate "C", p.slo collate "C", p.slo_id`);
}

/** Limits of alerts are the SLO's own, and need no downtime in their look-back. */
function isMeasured({ measure }: BudgetSeriesRequest): boolean {
  return measure !== 'burnLimit' && measure !== 'burnLookback';
}

/** @throws Error for a burn measure without a look-back, which no validated query is */
function measureExpression({ measure, lookback }: BudgetSeriesRequest): Sql {
  if (!isBurnMeasure(measure)) {
    return BUDGET_EXPRESSIONS[measure];
  }
  if (lookback === null) {
    throw new Error(`${measure} needs a look-back`);
  }
  return burnExpression(measure, lookback, 0);
}

/**
 * A measure of SLOs over time.
 *
 * @throws Failure as `Reader.run` does
 */
export async function budgetSeries(
  reader: Reader,
  request: BudgetSeriesRequest,
  signal: AbortSignal
): Promise<BudgetSeries> {
  const instantsMs = instantsOf(request);
  if (request.range.fromMs >= request.range.toMs) {
    // A range that lies in the future has no instant yet.
    return { instantsMs: [], lines: [], truncated: false };
  }
  const rows = await reader.run<LineRow>(budgetSeriesStatement(request), signal);
  // Half a line would lie: the one that the limit cut is left out.
  const isCut = rows.reduce((sum, { numbers }) => sum + numbers.length, 0) > request.rowLimit;
  const indexOf = new Map(instantsMs.map((ms, index) => [ms, index]));
  const lines = await mapInSlices(isCut ? rows.slice(0, -1) : rows, (row) => lineOf(row, indexOf));
  return { instantsMs, lines, truncated: isCut };
}

/** Multiples of the step after the range's start, and the range's end itself: the newest state. */
function instantsOf({ range: { fromMs, toMs }, stepSeconds }: BudgetSeriesRequest): readonly number[] {
  const stepMs = stepSeconds * 1000;
  const first = Math.ceil(fromMs / stepMs) * stepMs;
  const aligned = Array.from({ length: Math.max(0, Math.ceil((toMs - first) / stepMs)) }, (_, k) => first + k * stepMs);
  return [...aligned, toMs];
}

/** @param indexOf the place of each instant, by its milliseconds */
function lineOf(row: LineRow, indexOf: ReadonlyMap<number, number>): BudgetLine {
  const { slo_id: sloId, service, team, slo, instants_ms: instants, numbers } = row;
  const values = Array.from({ length: indexOf.size }, (): number | null => null);
  for (let place = 0; place < numbers.length; place += 1) {
    const index = indexOf.get(Math.round(numberIn(instants, place) ?? NaN));
    if (index !== undefined) {
      values[index] = numberIn(numbers, place);
    }
  }
  return { sloId, service, team, slo, values };
}
