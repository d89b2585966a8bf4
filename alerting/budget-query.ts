import type { ErrorBudgetMeasure, Lookback } from '../src/model/error-budget-measures';
import type { ErrorBudgetQueryInput } from '../src/model/error-budget-query';
import { label, whereLabelled, word } from './rule';

/** The SLO that an alert is about, in its text. */
export const SLO = `${label('service')} (${label('slo')})`;

/** The state is asked at the range's end; its length only sets what Grafana's preview shows. */
export const STATE_RANGE_SECONDS = 3600;

/** One number for every SLO. */
export function budgetQuery(measure: ErrorBudgetMeasure, lookback?: Lookback): ErrorBudgetQueryInput {
  return { queryType: 'errorBudget', measure, shape: 'value', ...(lookback && { lookback }) };
}

/**
 * Said where nothing tells any more what happens, so that figures may miss it.
 *
 * @param refId of a query with details
 */
export function silenceText(refId: string): string {
  return whereLabelled(
    refId,
    'no_data_since',
    ` There is no data since ${word(refId, 'no_data_since')}, so that these figures may miss what happened later.`
  );
}
