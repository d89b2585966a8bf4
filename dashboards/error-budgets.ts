import { ERROR_BUDGET_MEASURE_INFO } from '../src/model/error-budget-measures';
import type { SavedErrorBudgetQuery } from '../src/model/saved-query';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** What the panels about error budgets have in common. */

/** The state of each SLO that the dashboard's variables leave, the one in most trouble first. */
export function budgetTable(slos: readonly string[] = []): SavedErrorBudgetQuery {
  return { queryType: 'errorBudget', shape: 'table', ...scope(), slos: [...slos] };
}

/** From a row about an SLO to all that is known of it. */
export const TO_BUDGET = valueLink('Error budget in detail', DASHBOARD_UIDS.errorBudget, {
  [VARIABLES.service]: { column: 'Service' },
  [VARIABLES.slo]: { column: 'SLO' },
});

export const REMAINING_PERCENT = `${ERROR_BUDGET_MEASURE_INFO.remainingPercent.sentence} Green above 25 %, orange down to 0, red once it is gone.`;
export const REMAINING_MINUTES = ERROR_BUDGET_MEASURE_INFO.remainingMinutes.sentence;
