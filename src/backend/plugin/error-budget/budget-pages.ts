import type { PageFields } from '../../../model/pages';
import { CELL_COLOURS } from '../../../model/colours';
import type { Column, Frame } from '../../frames/frame';
import { compareBudgets } from '../../metrics/error-budget/budget-state';
import type { BudgetState, CurrentBudgets } from '../../metrics/error-budget/current-budgets';
import type { Silence } from '../../metrics/freshness/silence';
import { colouredWord } from '../frame-parts/coloured-word';
import { pageAt, pageColumn, withPageColumns } from '../frame-parts/pages';
import type { Page } from '../frame-parts/pages';
import { silenceWords } from '../frame-parts/silence';
import { fillingLine } from '../frame-parts/wall-text';
import { budgetTableFrame } from './frames';
import type { BudgetFrameContext } from './frames';

/** The table of error budgets, page by page. */

/** What a page is made of beside the budgets. */
export interface BudgetPageContext extends BudgetFrameContext {
  readonly query: BudgetFrameContext['query'] & PageFields;
  readonly nowMs: number;
}

/** All rows at once, or the page that is due. Each page says how many budgets are gone, be they on it or not. */
export function pagedBudgetTable(current: CurrentBudgets, context: BudgetPageContext): Frame {
  const all = current.budgets.toSorted(compareBudgets);
  const page = pageAt(all, context.query, context.nowMs);
  if (page === null) {
    return budgetTableFrame(current, context);
  }
  const titleOf = namer(all);
  const frame = budgetTableFrame({ ...current, budgets: page.rows }, context);
  const paged = withPageColumns(frame, page, page.rows.map(titleOf), 'Remaining');
  const gone = all.filter(({ exhausted }) => exhausted).length;
  const summary = summaryColumn(gone, page, context.silence ?? null);
  return { ...paged, columns: paged.columns.map((column) => (column.name === summary.name ? summary : column)) };
}

/** How each SLO is called in one line: by its service, with its own name where the service has more than one in the list. */
function namer(all: readonly BudgetState[]): (budget: BudgetState) => string {
  const counts = new Map<string, number>();
  all.forEach(({ service }) => counts.set(service, (counts.get(service) ?? 0) + 1));
  return ({ service, slo }) => ((counts.get(service) ?? 0) > 1 ? `${service} · ${slo}` : service);
}

/** The column `Page` with how many budgets are gone. That none is gone is not said of a silence. */
function summaryColumn(gone: number, { text, rows }: Page<BudgetState>, silence: Silence | null): Column {
  const none = silence === null ? 'none gone' : silenceWords(silence);
  const line = fillingLine(`${gone === 0 ? none : `${gone} gone`}, ${text}`);
  const colour = gone === 0 ? CELL_COLOURS.plain : CELL_COLOURS.bad;
  return pageColumn(
    line,
    rows.length,
    colouredWord(line, colour, 'How many budgets of all pages are gone, and the page.')
  );
}
