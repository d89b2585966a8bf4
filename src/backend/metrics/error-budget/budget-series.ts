import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
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

interface PointRow {
  readonly at_ms: number;
  readonly slo_id: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly value: number | null;
}

/** One statement for the measure of every SLO in scope at every instant. */
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
select extract(epoch from b.at)::float8 * 1000 as at_ms, b.slo_id::text, b.service, b.team, b.slo, ${measureExpression(request)} as value
from budgets as b
order by b.service collate "C", b.slo collate "C", b.slo_id, b.at
limit ${rowLimit + 1}`);
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
  const rows = await reader.run<PointRow>(budgetSeriesStatement(request), signal);
  const cutId = rows[request.rowLimit]?.slo_id ?? null;
  const lines = linesOf(rows, instantsMs);
  return { instantsMs, lines: lines.filter(({ sloId }) => sloId !== cutId), truncated: cutId !== null };
}

/** Multiples of the step after the range's start, and the range's end itself: the newest state. */
function instantsOf({ range: { fromMs, toMs }, stepSeconds }: BudgetSeriesRequest): readonly number[] {
  const stepMs = stepSeconds * 1000;
  const first = Math.ceil(fromMs / stepMs) * stepMs;
  const aligned = Array.from({ length: Math.max(0, Math.ceil((toMs - first) / stepMs)) }, (_, k) => first + k * stepMs);
  return [...aligned, toMs];
}

function linesOf(rows: readonly PointRow[], instantsMs: readonly number[]): readonly BudgetLine[] {
  const indexOf = new Map(instantsMs.map((ms, index) => [ms, index]));
  const lines = new Map<string, BudgetLine & { values: (number | null)[] }>();
  for (const { at_ms, slo_id, service, team, slo, value } of rows) {
    const line = lines.get(slo_id) ?? {
      sloId: slo_id,
      service,
      team,
      slo,
      values: instantsMs.map((): number | null => null),
    };
    lines.set(slo_id, line);
    const index = indexOf.get(Math.round(at_ms));
    if (index !== undefined) {
      line.values[index] = value;
    }
  }
  return [...lines.values()];
}
