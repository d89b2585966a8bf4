import { amount } from '../../../model/amount';
import type { ErrorBudgetMeasure } from '../../../model/error-budget-measures';
import type { Notice } from '../../frames/frame';
import type { BudgetState, CurrentBudgets } from '../../metrics/error-budget/current-budgets';
import { truncatedNotice } from '../frame-parts/notices';
import { sloTitle } from './measure-config';

/** What the numbers of error budgets cannot say, of those that are shown by a measure. */
export function budgetNotices({ budgets, truncated }: CurrentBudgets, measure: ErrorBudgetMeasure): Notice[] {
  return [...truncatedNotice(truncated, 'SLOs'), ...shortWindowNotice(budgets), ...wholeTargetNotice(budgets, measure)];
}

/** A window that reaches back to before its service was monitored is shorter. */
function shortWindowNotice(budgets: readonly BudgetState[]): Notice[] {
  const short = budgets.filter(({ measuredDays, windowDays }) => measuredDays < windowDays);
  if (short.length === 0) {
    return [];
  }
  const names = short.map(
    (one) => `${sloTitle(one)} (${Math.round(one.measuredDays * 10) / 10} of ${amount(one.windowDays, 'day')})`
  );
  return [
    {
      severity: 'info',
      text: `Windows that reach back to before their service was monitored are shorter: ${names.join(', ')}.`,
    },
  ];
}

function wholeTargetNotice(budgets: readonly BudgetState[], measure: ErrorBudgetMeasure): Notice[] {
  const whole = budgets.filter(({ targetPercent }) => targetPercent === 100);
  if (whole.length === 0 || !['remainingPercent', 'usedPercent', 'burnRate'].includes(measure)) {
    return [];
  }
  const names = whole.map(sloTitle).join(', ');
  return [
    { severity: 'info', text: `A target of 100 % leaves no budget to be a share of, nor a rate to burn at: ${names}.` },
  ];
}
