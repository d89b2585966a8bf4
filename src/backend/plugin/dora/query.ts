import type { DoraQuery } from '../../../model/dora-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { chooseBucketing } from '../../metrics/buckets';
import { comparedStatements, comparedTotals } from '../../metrics/dora/comparison';
import type { ComparedTotals } from '../../metrics/dora/comparison';
import { doraRequest } from '../../metrics/dora/request';
import { doraSeries, seriesStatement } from '../../metrics/dora/series';
import { doraTotals, totalsStatement } from '../../metrics/dora/totals';
import type { DoraTotals } from '../../metrics/dora/totals';
import type { Silence } from '../../metrics/freshness/silence';
import { heardSeries, heardTotals, isOfIncidents, silenceOf } from '../../metrics/freshness/unheard-dora';
import { effectiveRange } from '../../metrics/time-range';
import { coarserBucketNotice } from '../frame-parts/notices';
import { withSilenceNotice, withSilenceWords, withoutSilentZeros } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { Heard, QueryContext, QuerySource } from '../query-context';
import { seriesFrame, tableFrame, valueFrame } from './frames';
import type { FrameContext } from './frames';

/**
 * Answers a DORA query with one frame.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerDoraQuery(
  source: QuerySource,
  query: DoraQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (query.shape === 'table') {
    refuseTableInAlert(context, 'Choose the shape "value", or "series" with a reduce step.');
  }
  const range = effectiveRange(context.range, context.nowMs);
  const request = doraRequest(query, range, source.rowLimit);
  const heard = await hear(source, context, range.toMs, signal);
  if (query.shape === 'series') {
    const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs: context.intervalMs };
    const bucketing = chooseBucketing(choice, range);
    const seriesRequest = { ...request, bucketing, sample: query.sample };
    const series = await doraSeries(source.reader, seriesRequest, signal);
    const shown =
      heard.consequence === 'hidden' && query.sample === 'none'
        ? heardSeries(query.metric, series, range, heard.hearing)
        : series;
    const frameContext = { query, executedQueryString: printStatement(seriesStatement(seriesRequest)) };
    const points = series.lines.flatMap((line) => line.points);
    return withSilenceNotice(
      seriesFrame(shown, frameContext, coarserBucketNotice(choice, bucketing)),
      silenceOf(query.metric, points, heard.silences),
      heard.consequence
    );
  }
  if (query.compare === 'previousPeriod') {
    const compared = await comparedTotals(source.reader, request, signal);
    const executedQueryString = comparedStatements(request).map(printStatement).join('\n\n');
    return totalsFrame(compared, { query, executedQueryString }, heard);
  }
  const totals = await doraTotals(source.reader, request, signal);
  return totalsFrame(totals, { query, executedQueryString: printStatement(totalsStatement(request)) }, heard);
}

/** The totals without values that rest on silence, as a value or a table. */
function totalsFrame(answer: DoraTotals | ComparedTotals, frameContext: FrameContext, heard: Heard): Frame {
  const { silences, consequence } = heard;
  const { metric, shape } = frameContext.query;
  const silence = silenceOf(
    metric,
    answer.totals.map(({ measurement }) => measurement),
    silences
  );
  const shown = consequence === 'hidden' ? heardTotals(metric, answer, silences) : answer;
  const frame = shape === 'value' ? valueFrame(shown, frameContext) : tableFrame(shown, frameContext);
  return withSilenceNotice(
    consequence === 'hidden' ? withWords(frame, frameContext.query, silence) : frame,
    silence,
    consequence
  );
}

function withWords(frame: Frame, { metric, shape }: DoraQuery, silence: Silence | null): Frame {
  if (shape === 'value') {
    return withSilenceWords(frame, silence);
  }
  const told = withSilenceWords(frame, silence, ['Value']);
  return isOfIncidents(metric) ? withoutSilentZeros(told, silence, 'Open') : told;
}
