import type { Lookback } from '../../../model/error-budget-measures';
import type { ErrorBudgetQuery } from '../../../model/error-budget-query';
import { badRequest } from '../../../model/failure';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { wholeSeconds } from '../../metrics/buckets';
import { budgetSeries, budgetSeriesStatement } from '../../metrics/error-budget/budget-series';
import type { BudgetSeries } from '../../metrics/error-budget/budget-series';
import { budgetStories, storiesStatement } from '../../metrics/error-budget/budget-story';
import type { BudgetStory } from '../../metrics/error-budget/budget-story';
import { budgetsStatement, currentBudgets } from '../../metrics/error-budget/current-budgets';
import { unknownSlos } from '../../metrics/error-budget/objectives';
import type { SloScope } from '../../metrics/error-budget/objectives';
import { heardBudgetSeries } from '../../metrics/freshness/unheard-budgets';
import { fittingSeconds } from '../../metrics/fitting-step';
import { effectiveRange } from '../../metrics/time-range';
import { giveWay } from '../../turns/slices';
import { coarserStepNotice } from '../frame-parts/notices';
import { withSilenceLabel, withSilenceNotice, withSilenceWords } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { pagedBudgetTable } from './budget-pages';
import { budgetAlertTableFrame, budgetValueFrame } from './frames';
import { answerBudgetList, isBudgetList } from './list-query';
import { budgetSeriesFrame } from './series-frame';

/** The look-backs of a panel's table: the windows of the burn-rate alerts, and those of the time to exhaustion. */
const TABLE_LOOKBACKS = ['1h', '6h', '1d', '3d', '7d'] as const satisfies readonly Lookback[];

/**
 * Answers an error budget query with one frame: the state at the range's end, a measure over the
 * range, or a list of what happened.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerErrorBudgetQuery(
  source: QuerySource,
  query: ErrorBudgetQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (query.pageRows !== undefined) {
    refuseTableInAlert(context, 'Leave pageRows out.');
  }
  if (isBudgetList(query.shape)) {
    refuseTableInAlert(context, 'Choose the shape "value", or "series" with a reduce step.');
  }
  const range = effectiveRange(context.range, context.nowMs);
  const scope: SloScope = { services: query.services, teams: query.teams, tiers: query.tiers, slos: query.slos };
  await refuseUnknownSlos(source, query.slos, signal);
  if (isBudgetList(query.shape)) {
    return await answerBudgetList(source, query.shape, { scope, range }, signal);
  }
  const { reader, rowLimit } = source;
  const heard = await hear(source, context, range.toMs, signal);
  const silence = heard.silences.downtime;
  const withNotice = (frame: Frame) => withSilenceNotice(frame, silence, heard.consequence);
  if (query.shape === 'series') {
    const { measure, lookback } = query;
    const requestedSeconds = wholeSeconds(context.intervalMs);
    const stepSeconds = fittingSeconds(requestedSeconds, range);
    const request = { scope, measure, lookback, range, stepSeconds, rowLimit };
    const series = await budgetSeries(reader, request, signal);
    await giveWay();
    const shown =
      heard.consequence === 'hidden' ? seenLines(heardBudgetSeries(measure, series, heard.hearing)) : series;
    const frame = budgetSeriesFrame(shown, {
      query,
      executedQueryString: printStatement(budgetSeriesStatement(request)),
      notices: coarserStepNotice(requestedSeconds, stepSeconds),
    });
    return withNotice(frame);
  }
  const isPanelTable = query.shape === 'table' && !context.fromAlert;
  const lookbacks = isPanelTable ? TABLE_LOOKBACKS : query.lookback === null ? [] : [query.lookback];
  const withRecovery = query.measure === 'timeToRecovery';
  const request = { scope, atMs: range.toMs, lookbacks, withRecovery, rowLimit };
  const current = await currentBudgets(reader, request, signal);
  const hidden = heard.consequence === 'hidden' ? silence : null;
  const executedQueryString = printStatement(budgetsStatement(request));
  if (query.shape === 'value') {
    const { stories, executed } = await storiesOf(source, query, request, signal);
    const valueContext = { query, executedQueryString: [executedQueryString, ...executed].join('\n\n') };
    const frame = budgetValueFrame(current, { ...valueContext, silence: hidden }, stories);
    const shown = query.details ? withSilenceLabel(frame, silence) : frame;
    if (hidden === null) {
      return withNotice(shown);
    }
    await giveWay();
    return withNotice(withSilenceWords(shown, budgetValueFrame(current, valueContext, stories), hidden));
  }
  const frameContext = { query, executedQueryString, silence: hidden };
  return withNotice(
    isPanelTable
      ? pagedBudgetTable(current, { ...frameContext, nowMs: context.nowMs })
      : budgetAlertTableFrame(current, frameContext)
  );
}

/** Without lines that have no point, which would stand in a legend alone. */
function seenLines(series: BudgetSeries): BudgetSeries {
  return { ...series, lines: series.lines.filter(({ values }) => values.some((value) => value !== null)) };
}

/** What happened to each SLO, where the query asks for it, and the statement that was run for that. */
async function storiesOf(
  { reader, rowLimit }: QuerySource,
  { details, lookback }: ErrorBudgetQuery,
  { scope, atMs }: { readonly scope: SloScope; readonly atMs: number },
  signal: AbortSignal
): Promise<{ readonly stories: ReadonlyMap<string, BudgetStory> | null; readonly executed: readonly string[] }> {
  if (!details) {
    return { stories: null, executed: [] };
  }
  const request = { scope, atMs, lookback, rowLimit };
  return {
    stories: await budgetStories(reader, request, signal),
    executed: [printStatement(storiesStatement(request))],
  };
}

/** A misspelt filter would silently give "no data", or in an alert never fire. */
async function refuseUnknownSlos({ reader }: QuerySource, slos: readonly string[], signal: AbortSignal): Promise<void> {
  const [unknown] = slos.length === 0 ? [] : await unknownSlos(reader, slos, signal);
  if (unknown !== undefined) {
    throw badRequest(`slos: there is no SLO "${unknown}".`, 'Check the spelling; the query editor lists all SLOs.');
  }
}
