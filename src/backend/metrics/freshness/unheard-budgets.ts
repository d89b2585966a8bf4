import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import type { BudgetSeries } from '../error-budget/budget-series';
import type { BudgetState } from '../error-budget/current-budgets';
import { measureValue } from '../error-budget/measure-value';
import { silenceAt } from './silence';
import type { Hearing, Silence } from './silence';

/**
 * Whether a number of an error budget rests on the silence of incidents. What the objective demands does not, nor that a
 * budget is gone: more records could only take more of it.
 *
 * @param value of the measure, in its unit
 */
export function budgetRestsOnSilence(measure: ErrorBudgetMeasure, value: number): boolean {
  switch (measure) {
    case 'targetPercent':
    case 'windowDays':
    case 'burnLimit':
    case 'burnLookback':
      return false;
    case 'remainingPercent':
    case 'remainingMinutes':
      return value > 0;
    case 'usedPercent':
      return value < 100;
    case 'exhausted':
      return value === 0;
    case 'usedMinutes':
    case 'availability':
    case 'burnRate':
    case 'timeToExhaustion':
    case 'timeToRecovery':
      return true;
  }
}

/**
 * One measure out of a state, as `measureValue` gives it; null where it would rest on the silence.
 *
 * @param silence of incidents, null while there is none or where the number is to be kept
 */
export function heardMeasureValue(
  state: BudgetState,
  measure: ErrorBudgetMeasure,
  lookback: Lookback | null,
  silence: Silence | null
): number | null {
  const value = measureValue(state, measure, lookback);
  return value !== null && silence !== null && budgetRestsOnSilence(measure, value) ? null : value;
}

/** The series without points that rest on silence. */
export function heardBudgetSeries(measure: ErrorBudgetMeasure, series: BudgetSeries, hearing: Hearing): BudgetSeries {
  const isSilent = series.instantsMs.map((atMs) => silenceAt(hearing, 'downtime', atMs) !== null);
  const heard = (value: number | null, index: number) =>
    value !== null && isSilent[index] === true && budgetRestsOnSilence(measure, value) ? null : value;
  return { ...series, lines: series.lines.map((line) => ({ ...line, values: line.values.map(heard) })) };
}
