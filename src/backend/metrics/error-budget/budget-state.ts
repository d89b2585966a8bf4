import type { BudgetState } from './current-budgets';

/**
 * Orders SLOs by trouble: exhausted ones first, then the least share of the budget remaining, then
 * the fewest minutes. A target of 100 % that still holds has everything remaining.
 */
export function compareBudgets(a: BudgetState, b: BudgetState): number {
  return (
    Number(b.exhausted) - Number(a.exhausted) ||
    remainingShare(a) - remainingShare(b) ||
    a.remainingMinutes - b.remainingMinutes
  );
}

function remainingShare({ remainingPercent, exhausted }: BudgetState): number {
  return remainingPercent ?? (exhausted ? -Number.MAX_VALUE : 100);
}
