import type { ScorecardQuery } from '../../../model/scorecard-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { scorecard, scorecardStatements } from '../../metrics/dora/scorecard';
import { effectiveRange } from '../../metrics/time-range';
import { refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { scorecardFrame } from './frame';

/**
 * Answers a scorecard query with one table.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerScorecardQuery(
  source: QuerySource,
  query: ScorecardQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  refuseTableInAlert(context, 'Choose a DORA metric, one for each rule.');
  const { services, teams, tiers, groupBy } = query;
  const scope = { services, teams, tiers };
  const range = effectiveRange(context.range, context.nowMs);
  const request = { scope, grouping: groupBy, range, rowLimit: source.rowLimit };
  const card = await scorecard(source.reader, request, signal);
  return scorecardFrame(card, {
    query,
    executedQueryString: scorecardStatements(request).map(printStatement).join('\n\n'),
  });
}
