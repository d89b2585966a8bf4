import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import { isBurnMeasure } from './budget-sql';
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
  if (!isBurnMeasure(measure)) {
    return state.values[measure];
  }
  const burning = state.burning.find((candidate) => candidate.lookback === lookback);
  switch (measure) {
    case 'burnRate':
      return burning?.burnRate ?? null;
    case 'timeToExhaustion':
      return burning?.timeToExhaustionSeconds ?? null;
  }
}
