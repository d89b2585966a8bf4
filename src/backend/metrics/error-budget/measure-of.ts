import { burnLimitOf } from '../../../model/burn-alerts';
import { lookbackSeconds, tierOf } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import type { BudgetState } from './current-budgets';

/**
 * One measure out of a state, in the unit that `model/error-budget-measures` names.
 *
 * @param lookback for burn rate and time to exhaustion: one that the state was asked for
 * @returns null where the SLO has no such number
 */
export function measureOf(state: BudgetState, measure: ErrorBudgetMeasure, lookback: Lookback | null): number | null {
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
    case 'burnLimit':
      return limitOf(state, lookback);
    case 'burnLookback':
      return lookback === null ? null : lookbackSeconds(lookback, state.windowDays);
    case 'timeToExhaustion':
      return burning?.timeToExhaustionSeconds ?? null;
    case 'timeToRecovery':
      return state.timeToRecoverySeconds;
    case 'exhausted':
      return Number(state.exhausted);
    case 'targetPercent':
      return state.targetPercent;
    case 'windowDays':
      return state.windowDays;
  }
}

function limitOf({ windowDays }: BudgetState, lookback: Lookback | null): number | null {
  const tier = lookback === null ? null : tierOf(lookback);
  return tier === null ? null : (burnLimitOf(windowDays, tier)?.rate ?? null);
}
