import { FOUR_METRICS } from '../../../model/dora-metrics';
import type { ScorecardQuery } from '../../../model/scorecard-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { measurementsOf, scorecard, scorecardStatements } from '../../metrics/dora/scorecard';
import { heardScorecard, silenceOf } from '../../metrics/freshness/unheard-dora';
import { effectiveRange } from '../../metrics/time-range';
import { withSilenceNotice, withSilenceReasons, withSilenceWords } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { SCORECARD_TITLES, evidenceName, scorecardFrame } from './frame';

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
  const request = { scope, grouping: groupBy, range, rowLimit: source.rowLimit, usesCells: source.usesCells };
  const card = await scorecard(source.reader, request, signal);
  const { silences } = await hear(source, context, range.toMs, signal);
  const frameContext = {
    query,
    executedQueryString: scorecardStatements(request).map(printStatement).join('\n\n'),
  };
  const bare = scorecardFrame(card, frameContext);
  const explained = FOUR_METRICS.reduce(
    (sofar, metric) => {
      const silence = silenceOf(metric, measurementsOf(card, metric), silences);
      const title = SCORECARD_TITLES[metric];
      const reasoned = withSilenceReasons(sofar, bare, silence, { of: title, reasons: evidenceName(metric) });
      return withSilenceWords(reasoned, bare, silence, [title]);
    },
    scorecardFrame(heardScorecard(card, silences), frameContext)
  );
  return [silences.changes, silences.incidents].reduce(
    (sofar, silence) => withSilenceNotice(sofar, silence, 'hidden'),
    explained
  );
}
