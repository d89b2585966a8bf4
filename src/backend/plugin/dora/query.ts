import type { DoraQuery } from '../../../model/dora-query';
import { badRequest } from '../../../model/failure';
import type { Frame } from '../../frames/frame';
import { printStatement } from '../../aurora/statement';
import { differenceStatement } from '../../metrics/difference/difference-sql';
import { doraDifference } from '../../metrics/difference/difference';
import { doraRequest } from '../../metrics/dora/request';
import { heardDifference, silenceOfDifference } from '../../metrics/freshness/unheard-difference';
import { effectiveRange } from '../../metrics/time-range';
import { withSilenceNotice, withSilenceWords } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { movingRecordsFrame, partsFrame } from './difference-frames';
import { answerMetric } from './metric-query';
import type { Extent } from './metric-query';
import { answerSignal } from './signal-query';

/**
 * Answers a DORA query: with one frame, and a difference with two.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerDoraQuery(
  source: QuerySource,
  query: DoraQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<readonly Frame[]> {
  if (query.shape === 'table') {
    refuseTableInAlert(context, 'Choose the shape "value", or "series" with a reduce step.');
  }
  if (query.interval && context.fromAlert) {
    throw badRequest(
      'An alert rule cannot use an interval: it takes one number for each group, and an interval adds two.',
      'Leave "interval" out.'
    );
  }
  if (query.compare !== 'none' && context.fromAlert) {
    throw badRequest(
      'An alert rule cannot compare with the period before: the trend is a text, and the level a label that changes.',
      'Leave "compare" out.'
    );
  }
  const range = effectiveRange(context.range, context.nowMs);
  const heard = await hear(source, context, range.toMs, signal);
  const extent = { range, intervalMs: context.intervalMs, heard };
  switch (query.view) {
    case 'metric':
      return [await answerMetric(source, query, extent, signal)];
    case 'signal':
      return [await answerSignal(source, query, extent, signal)];
    case 'difference':
      return await answerDifference(source, query, extent, signal);
  }
}

/** What each group contributed, and the records that moved the metric most: one statement for both. */
async function answerDifference(
  source: QuerySource,
  query: DoraQuery,
  { range, heard }: Extent,
  signal: AbortSignal
): Promise<readonly Frame[]> {
  const request = doraRequest(query, range, source);
  const difference = await doraDifference(source.reader, request, signal);
  const context = { query, executedQueryString: printStatement(differenceStatement(request)) };
  const silence = silenceOfDifference(query.metric, difference, heard.silences);
  const withNotice = (frame: Frame) => withSilenceNotice(frame, silence, heard.consequence);
  const bare = partsFrame(difference, context);
  if (heard.consequence === 'kept') {
    return [withNotice(bare), withNotice(movingRecordsFrame(difference, context))];
  }
  const shown = heardDifference(query.metric, difference, range, heard.hearing);
  return [
    withNotice(withSilenceWords(partsFrame(shown, context), bare, silence, ['Value'])),
    withNotice(movingRecordsFrame(shown, context)),
  ];
}
