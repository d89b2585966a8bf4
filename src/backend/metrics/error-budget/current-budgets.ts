import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Lookback } from '../../../model/error-budget-measures';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { BUDGET_EXPRESSIONS, budgetCtes, burnExpression } from './budget-sql';
import type { BurnMeasure } from './budget-sql';
import type { Objective, SloScope } from './objectives';

export interface BudgetsRequest {
  readonly scope: SloScope;
  /** The moment the windows end at, in milliseconds since the epoch; never in the future. */
  readonly atMs: number;
  /** Look-backs to measure burning over. */
  readonly lookbacks: readonly Lookback[];
  /** Whether to work out when exhausted budgets recover, which looks at every outage of theirs again; default not. */
  readonly withRecovery?: boolean;
  /** Most SLOs to read; what is over is left out, and said. */
  readonly rowLimit: number;
}

/** How fast a budget is spent over one look-back. */
export interface Burning {
  readonly lookback: Lookback;
  /** Null for a target of 100 %. */
  readonly burnRate: number | null;
  /** Seconds; 0 once exhausted, null while nothing burns. */
  readonly timeToExhaustionSeconds: number | null;
}

/** The state of one SLO at one moment. Nothing is clamped. */
export interface BudgetState extends Objective {
  readonly availabilityPercent: number;
  readonly usedMinutes: number;
  readonly remainingMinutes: number;
  /** Null for a target of 100 %, which leaves no budget to be a share of. */
  readonly usedPercent: number | null;
  /** Null for a target of 100 %. */
  readonly remainingPercent: number | null;
  readonly exhausted: boolean;
  /** If nothing goes down meanwhile; 0 while there is budget left. Null where it was not asked for. */
  readonly timeToRecoverySeconds: number | null;
  /** Incidents whose downtime lies in the window. */
  readonly incidents: number;
  /** One for each look-back asked for, in that order. */
  readonly burning: readonly Burning[];
}

export interface CurrentBudgets {
  /** By service, then name of the SLO. */
  readonly budgets: readonly BudgetState[];
  readonly truncated: boolean;
}

interface BudgetRow {
  readonly slo_id: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly target_percent: number;
  readonly window_days: number;
  readonly availability: number;
  readonly used_minutes: number;
  readonly remaining_minutes: number;
  readonly used_percent: number | null;
  readonly remaining_percent: number | null;
  readonly exhausted: number;
  readonly recovery_seconds: number | null;
  readonly incidents: number;
  /** One for each look-back, in order. */
  readonly burn_rates: readonly (number | null)[];
  readonly seconds_left: readonly (number | null)[];
}

/** One statement for the state of every SLO in scope. */
export function budgetsStatement({
  scope,
  atMs,
  lookbacks,
  withRecovery = false,
  rowLimit,
}: BudgetsRequest): Statement {
  return statementOf(sql`with asked (at) as (select ${timestamp(atMs)}),
${budgetCtes(scope, lookbacks)}
select b.slo_id::text, b.service, b.team, b.slo,
  ${BUDGET_EXPRESSIONS.targetPercent} as target_percent, b.window_days,
  ${BUDGET_EXPRESSIONS.availability} as availability,
  ${BUDGET_EXPRESSIONS.usedMinutes} as used_minutes,
  ${BUDGET_EXPRESSIONS.remainingMinutes} as remaining_minutes,
  ${BUDGET_EXPRESSIONS.usedPercent} as used_percent,
  ${BUDGET_EXPRESSIONS.remainingPercent} as remaining_percent,
  ${BUDGET_EXPRESSIONS.exhausted} as exhausted,
  ${withRecovery ? BUDGET_EXPRESSIONS.timeToRecovery : sql`null::float8`} as recovery_seconds,
  ${SPENDING_INCIDENTS} as incidents,
  ${burning('burnRate', lookbacks)} as burn_rates,
  ${burning('timeToExhaustion', lookbacks)} as seconds_left
from budgets as b
order by b.service collate "C", b.slo collate "C", b.slo_id
limit ${rowLimit + 1}`);
}

function burning(measure: BurnMeasure, lookbacks: readonly Lookback[]): Sql {
  const values = lookbacks.map((lookback, index) => burnExpression(measure, lookback, index));
  return values.length === 0 ? sql`'{}'::float8[]` : sql`array[${join(values)}]`;
}

/** Incidents that took the service down in the window, other than during maintenance. */
const SPENDING_INCIDENTS = sql`(
    select count(*)::float8
    from stackflow.incident_down_periods(
      array[b.service_id], b.at - make_interval(secs => b.window_days * 86400), b.at
    ) as i
    where not isempty(i.down)
  )`;

/**
 * The state of SLOs at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function currentBudgets(
  reader: Reader,
  request: BudgetsRequest,
  signal: AbortSignal
): Promise<CurrentBudgets> {
  const rows = await reader.run<BudgetRow>(budgetsStatement(request), signal);
  const kept = rows.slice(0, request.rowLimit);
  return { budgets: kept.map((row) => budgetState(row, request.lookbacks)), truncated: rows.length > kept.length };
}

function budgetState(row: BudgetRow, lookbacks: readonly Lookback[]): BudgetState {
  return {
    sloId: row.slo_id,
    service: row.service,
    team: row.team,
    slo: row.slo,
    targetPercent: row.target_percent,
    windowDays: row.window_days,
    availabilityPercent: row.availability,
    usedMinutes: row.used_minutes,
    remainingMinutes: row.remaining_minutes,
    usedPercent: row.used_percent,
    remainingPercent: row.remaining_percent,
    exhausted: row.exhausted === 1,
    timeToRecoverySeconds: row.recovery_seconds,
    incidents: row.incidents,
    burning: lookbacks.map((lookback, index) => ({
      lookback,
      burnRate: row.burn_rates[index] ?? null,
      timeToExhaustionSeconds: row.seconds_left[index] ?? null,
    })),
  };
}
