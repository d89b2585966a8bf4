import { Failure, badRequest } from '../../../../model/failure';
import type { SloSummaryResponse } from '../../../../model/slo-summary';
import { unknownNames } from '../../../metrics/catalogue';
import { compareBudgets } from '../../../metrics/error-budget/budget-state';
import { currentBudgets } from '../../../metrics/error-budget/current-budgets';
import type { BudgetState } from '../../../metrics/error-budget/current-budgets';
import { newestRecordMs, silenceAt } from '../../../metrics/freshness/silence';
import type { Hearing } from '../../../metrics/freshness/silence';
import type { QuerySource } from '../../query-context';

export interface SloSummaryRequest {
  readonly service: string;
  /** The SLO's name; null: the one in most trouble. */
  readonly name: string | null;
  readonly nowMs: number;
}

/**
 * The state of a service's SLO now, as the specification writes it.
 *
 * @throws Failure 404 for a service, or an SLO on it, that is not there or not enabled
 */
export async function sloSummary(
  { reader, rowLimit, freshness }: QuerySource,
  { service, name, nowMs }: SloSummaryRequest,
  signal: AbortSignal
): Promise<SloSummaryResponse> {
  if ([service, name].some((text) => text?.includes('\u0000'))) {
    throw badRequest('The name holds a NUL character, which no name has.');
  }
  const scope = { services: [service], teams: [], tiers: [], slos: name === null ? [] : [name] };
  const { budgets } = await currentBudgets(reader, { scope, atMs: nowMs, lookbacks: [], rowLimit }, signal);
  const [worst] = budgets.toSorted(compareBudgets);
  if (worst !== undefined) {
    return { slo: summaryOf(worst, nowMs, await freshness.hear(signal)) };
  }
  const [unknown] = await unknownNames(reader, { ...scope, teams: [] }, signal);
  const what = name === null ? 'no SLO that is enabled' : `no SLO "${name}" that is enabled`;
  throw new Failure({
    status: 404,
    source: 'downstream',
    message: unknown === undefined ? `The service "${service}" has ${what}.` : `There is no service "${service}".`,
    advice: unknown === undefined ? 'GET slo-definitions lists all SLOs.' : 'GET services lists all services.',
  });
}

function summaryOf(state: BudgetState, nowMs: number, hearing: Hearing): SloSummaryResponse['slo'] {
  const newestMs = newestRecordMs(hearing, 'downtime');
  return {
    service: state.service,
    slo_target_percent: state.targetPercent,
    measurement_window_days: state.windowDays,
    current_availability_percent: state.availabilityPercent,
    error_budget_remaining_minutes: state.remainingMinutes,
    error_budget_used_percent: state.usedPercent,
    name: state.slo,
    error_budget_remaining_percent: state.remainingPercent,
    measured_window_days: state.measuredDays,
    exhausted: state.exhausted,
    runbook_url: state.runbookUrl,
    measured_at: new Date(nowMs).toISOString(),
    fresh: silenceAt(hearing, 'downtime', nowMs) === null,
    newest_record_at: newestMs === null ? null : new Date(newestMs).toISOString(),
  };
}
