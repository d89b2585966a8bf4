import type { ErrorBudgetMeasure, Lookback } from '../src/model/error-budget-measures';
import type { ErrorBudgetQueryInput } from '../src/model/error-budget-query';
import { label } from './rule';

/** The SLO that an alert is about, in its text. */
export const SLO = `${label('service')} (${label('slo')})`;

/** The state is asked at the range's end; its length only sets what Grafana's preview shows. */
export const STATE_RANGE_SECONDS = 3600;

/** One number for every SLO. */
export function budgetQuery(measure: ErrorBudgetMeasure, lookback?: Lookback): ErrorBudgetQueryInput {
  return { queryType: 'errorBudget', measure, shape: 'value', ...(lookback && { lookback }) };
}
