import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Lookback } from '../../../model/error-budget-measures';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';
import { definedIncidents } from '../downtime/down-pieces';
import { IS_ON_RECORD } from '../reliability/scoped-services';
import { planningOfScope } from '../scope';
import { budgetColumns, burnExpression, currentBudgetCtes } from './budget-sql';
import type { BudgetMeasure, BurnMeasure } from './budget-sql';
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
  /** Seconds; 0 once exhausted, null while nothing burns or there is no budget. */
  readonly timeToExhaustionSeconds: number | null;
}

/** The state of one SLO at one moment. Nothing is clamped. */
export interface BudgetState extends Objective {
  /** Web address of what to do when its alerts fire; null where there is none. */
  readonly runbookUrl: string | null;
  /** Whether its service ever had an outage, or somebody said since when it is monitored: else what is left may be mere silence. */
  readonly isOnRecord: boolean;
  /** How much of the window was measured: less than all of it where it reaches back to before the service was monitored. */
  readonly measuredDays: number;
  readonly availabilityPercent: number;
  readonly usedMinutes: number;
  readonly remainingMinutes: number;
  /** Null for a target of 100 %, which leaves no budget to be a share of. */
  readonly usedPercent: number | null;
  /** Null for a target of 100 %. */
  readonly remainingPercent: number | null;
  readonly exhausted: boolean;
  /**
   * Each measure that needs no look-back, in the unit that `model/error-budget-measures` names. The time to recovery is
   * null where it was not asked for.
   */
  readonly values: Readonly<Record<BudgetMeasure, number | null>>;
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

interface BudgetRow extends Readonly<Record<BudgetMeasure, number | null>> {
  readonly slo_id: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  readonly runbook_url: string | null;
  readonly targetPercent: number;
  readonly windowDays: number;
  readonly is_on_record: boolean;
  readonly measured_days: number;
  readonly availability: number;
  readonly usedMinutes: number;
  readonly remainingMinutes: number;
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
  return statementOf(
    sql`with instants (at) as (select ${timestamp(atMs)}),
${currentBudgetCtes(scope, lookbacks)}
select b.slo_id::text, b.service, b.team, b.slo, b.runbook_url,
  ${budgetColumns(withRecovery ? [] : ['timeToRecovery'])},
  ${ON_RECORD} as is_on_record,
  (b.window_us / 86400000000)::float8 as measured_days,
  ${SPENDING_INCIDENTS} as incidents,
  ${burning('burnRate', lookbacks)} as burn_rates,
  ${burning('timeToExhaustion', lookbacks)} as seconds_left
from budgets as b
order by b.service collate "C", b.slo collate "C", b.slo_id
limit ${rowLimit + 1}`,
    scope.slos.length > 0 ? 'fresh' : planningOfScope(scope)
  );
}

function burning(measure: BurnMeasure, lookbacks: readonly Lookback[]): Sql {
  const values = lookbacks.map((lookback, index) => burnExpression(measure, lookback, index));
  // As JSON, which is read natively: an array of PostgreSQL's is read character by character.
  return values.length === 0 ? sql`'[]'::json` : sql`array_to_json(array[${join(values)}])`;
}

/** Of `budgets as b`. Where there is downtime nobody need look for an outage. */
const ON_RECORD = sql`(b.downtime_us > 0 or exists (
    select from stackflow.services as s where s.id = b.service_id and ${IS_ON_RECORD}
  ))`;

/** Incidents that took the service down in the window, other than during maintenance. */
const SPENDING_INCIDENTS = sql`(case when b.is_marked then ${definedIncidents({
  serviceId: sql`b.service_id`,
  from: sql`b.starts_at`,
  to: sql`b.at`,
})} else b.incidents end)`;

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
  const limitedRows = rows.slice(0, request.rowLimit);
  return {
    budgets: limitedRows.map((row) => budgetState(row, request.lookbacks)),
    truncated: rows.length > limitedRows.length,
  };
}

function budgetState(row: BudgetRow, lookbacks: readonly Lookback[]): BudgetState {
  return {
    sloId: row.slo_id,
    service: row.service,
    team: row.team,
    slo: row.slo,
    runbookUrl: row.runbook_url,
    targetPercent: row.targetPercent,
    windowDays: row.windowDays,
    isOnRecord: row.is_on_record,
    measuredDays: row.measured_days,
    availabilityPercent: row.availability,
    usedMinutes: row.usedMinutes,
    remainingMinutes: row.remainingMinutes,
    usedPercent: row.usedPercent,
    remainingPercent: row.remainingPercent,
    exhausted: row.exhausted === 1,
    values: row,
    incidents: row.incidents,
    burning: lookbacks.map((lookback, index) => ({
      lookback,
      burnRate: row.burn_rates[index] ?? null,
      timeToExhaustionSeconds: row.seconds_left[index] ?? null,
    })),
  };
}
