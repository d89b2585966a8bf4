import type { ErrorBudgetShape } from '../../../model/error-budget-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { sloEditMarks, sloEditMarksStatement } from '../../metrics/annotations/slo-edits';
import type { SloScope } from '../../metrics/error-budget/objectives';
import { spendingIncidents, spendingIncidentsStatement } from '../../metrics/error-budget/spending-incidents';
import type { TimeRange } from '../../metrics/time-range';
import type { QuerySource } from '../query-context';
import { sloEditsTableFrame, spendingFrame } from './list-frames';

/** Shapes that list what happened to budgets, where the others tell their state. */
export type BudgetListShape = Extract<ErrorBudgetShape, 'incidents' | 'edits'>;

export function isBudgetList(shape: ErrorBudgetShape): shape is BudgetListShape {
  return shape === 'incidents' || shape === 'edits';
}

/**
 * The incidents that spent the budgets of the windows that end with the range, or the edits of SLOs
 * made in it.
 *
 * @param range effective (see `effectiveRange`)
 * @throws Failure as `Reader.run` does
 */
export async function answerBudgetList(
  { reader, rowLimit }: QuerySource,
  shape: BudgetListShape,
  { scope, range }: { readonly scope: SloScope; readonly range: TimeRange },
  signal: AbortSignal
): Promise<Frame> {
  switch (shape) {
    case 'incidents': {
      const request = { scope, atMs: range.toMs, rowLimit };
      const incidents = await spendingIncidents(reader, request, signal);
      return spendingFrame(incidents, printStatement(spendingIncidentsStatement(request)));
    }
    case 'edits': {
      const request = { scope, slos: scope.slos, range, limit: rowLimit };
      const edits = await sloEditMarks(reader, request, signal);
      return sloEditsTableFrame(edits, printStatement(sloEditMarksStatement(request)));
    }
  }
}
