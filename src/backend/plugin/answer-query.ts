import type { SreQuery } from '../../model/query';
import type { Frame } from '../frames/frame';
import { answerAnnotationsQuery } from './annotations/query';
import { answerDoraQuery } from './dora/query';
import { isBudgetList } from './error-budget/list-query';
import { answerErrorBudgetQuery } from './error-budget/query';
import { answerGateQuery } from './gate/query';
import { resolveScope } from './query-context';
import type { QueryContext, QuerySource } from './query-context';
import { answerRecordsQuery } from './records/query';
import { answerReliabilityQuery } from './reliability/query';
import { answerScorecardQuery } from './scorecard/query';
import { answerStatusQuery } from './status/query';

/**
 * Answers a query of any kind: with one frame, but for a difference, which has two.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerQuery(
  source: QuerySource,
  request: SreQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<readonly Frame[]> {
  const query = isScoped(request) ? await resolveScope(source, request, signal) : request;
  switch (query.queryType) {
    case 'dora':
      return await answerDoraQuery(source, query, context, signal);
    case 'scorecard':
      return [await answerScorecardQuery(source, query, context, signal)];
    case 'errorBudget':
      return [await answerErrorBudgetQuery(source, query, context, signal)];
    case 'reliability':
      return [await answerReliabilityQuery(source, query, context, signal)];
    case 'records':
      return [await answerRecordsQuery(source, query, context, signal)];
    case 'annotations':
      return [await answerAnnotationsQuery(source, query, context, signal)];
    case 'gate':
      return [await answerGateQuery(source, query, context, signal)];
    case 'status':
      return [await answerStatusQuery(source, query, context, signal)];
  }
}

/** Whether the query looks at services at all; most of a status is that of the whole installation. */
function isScoped(query: SreQuery): boolean {
  return query.queryType !== 'status' || query.view === 'dataQuality' || query.view === 'findings';
}

/** What a query asks for, as one word for logs and metrics: few enough values to count by. */
export function subjectOf(query: SreQuery): string {
  switch (query.queryType) {
    case 'dora':
      return query.view === 'metric' ? query.metric : `${query.view}.${query.metric}`;
    case 'scorecard':
      return 'scorecard';
    case 'errorBudget':
      return `errorBudget.${isBudgetList(query.shape) ? query.shape : query.measure}`;
    case 'reliability':
      return `reliability.${query.view}`;
    case 'records':
      return `records.${query.metric}`;
    case 'annotations':
      return `annotations.${query.kind}`;
    case 'gate':
      return `gate.${query.view}`;
    case 'status':
      return query.view === 'jobs' ? `status.${query.measure}` : `status.${query.view}`;
  }
}
