import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import type { BudgetState } from './current-budgets';

/**
 * One measure out of a state, in the unit that `model/error-budget-measures` names.
 *
 * @param lookback for burn rate and time to exhaustion: one that the state was asked for
 * @returns null where the SLO has no such number
 */
export function measureValue(
  state: BudgetState,
  measure: ErrorBudgetMeasure,
  lookback: Lookback | null
): number | null {
  const burning = state.burning.find((candidate) => candidate.lookback === lookback);
  switch (measure) {
    case 'remainingPercent':
      return state.remainingPercent;
    case 'remainingMinutes':
      return state.remainingMinutes;
    case 'usedPercent':
      return state.usedPercent;
    case 'usedMinutes':
      return state.usedMinutes;
    case 'availability':
      return state.availabilityPercent;
    case 'burnRate':
      return burning?.burnRate ?? null;
    case 'timeToExhaustion':
      return burning?.timeToExhaustionSeconds ?? null;
    case 'exhausted':
      return Number(state.exhausted);
    case 'targetPercent':
      return state.targetPercent;
    case 'windowDays':
      return state.windowDays;
  }
}
