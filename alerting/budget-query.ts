import type { ErrorBudgetMeasure, Lookback } from '../src/model/error-budget-measures';
import type { ErrorBudgetQueryInput } from '../src/model/error-budget-query';
import { label, whereLabelled, word } from './rule';

/** The SLO that an alert is about, in its text. */
export const SLO = `${label('service')} (${label('slo')})`;

/** The state is asked at the range's end; its length only sets what Grafana's preview shows. */
export const STATE_RANGE_SECONDS = 3600;

/**
 * Whether a page of a burn rate can come at an SLO's objective, as math: over a target T and the limit L of the slow page,
 * which is the lower one. A service that is down all the time burns at 100 ÷ (100 − T), and at T = 100 at no rate.
 */
export const IS_PAGE_IN_REACH = '$T < 100 && $L * (100 - $T) < 100';

/** The queries that `IS_PAGE_IN_REACH` is over. */
export const PAGE_REACH_QUERIES = {
  T: budgetQuery('targetPercent'),
  L: budgetQuery('burnLimit', 'pageSlow'),
} as const;

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
