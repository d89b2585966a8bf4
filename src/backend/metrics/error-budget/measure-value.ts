import { burnLimitOf } from '../../../model/burn-alerts';
import { lookbackSeconds, tierOf } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import { isBurnMeasure } from './budget-sql';
import type { BudgetState } from './current-budgets';

/**
 * One measure out of a state, in the unit that `model/error-budget-measures` names.
 *
 * @param lookback for measures that need one: for burn rate and time to exhaustion, one that the state was asked for
 * @returns null where the SLO has no such number
 */
export function measureValue(
  state: BudgetState,
  measure: ErrorBudgetMeasure,
  lookback: Lookback | null
): number | null {
  if (!isBurnMeasure(measure)) {
    return state.values[measure];
  }
  const burning = state.burning.find((candidate) => candidate.lookback === lookback);
  switch (measure) {
    case 'burnRate':
      return burning?.burnRate ?? null;
    case 'burnLimit':
      return limitOf(state, lookback);
    case 'burnLookback':
      return lookback === null ? null : lookbackSeconds(lookback, state.windowDays);
    case 'timeToExhaustion':
      return burning?.timeToExhaustionSeconds ?? null;
  }
}

function limitOf({ windowDays }: BudgetState, lookback: Lookback | null): number | null {
  const tier = lookback === null ? null : tierOf(lookback);
  return tier === null ? null : (burnLimitOf(windowDays, tier)?.rate ?? null);
}
