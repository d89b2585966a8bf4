import type { DoraQuery } from '../../../model/dora-query';
import { printStatement } from '../../aurora/statement';
import type { Frame, Notice } from '../../frames/frame';
import { doraRequest } from '../../metrics/dora/request';
import type { DoraSeries } from '../../metrics/dora/series';
import type { Silence } from '../../metrics/freshness/silence';
import { heardHistory, silenceOf } from '../../metrics/freshness/unheard-dora';
import { judgedSeries, signalBucketing, signalHistory, signalStatement } from '../../metrics/signal/signal-series';
import type { SignalSeries } from '../../metrics/signal/signal-series';
import { coarserBucketNotice } from '../frame-parts/notices';
import { withSilenceLabel, withSilenceNotice, withSilenceWords } from '../frame-parts/silence';
import type { QuerySource } from '../query-context';
import type { Extent } from './metric-query';
import { signalSeriesFrame, signalTableFrame, signalValueFrame } from './signal-frames';
import type { SignalContext } from './signal-frames';

/**
 * Answers the view `signal` of a DORA query with one frame.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerSignal(
  source: QuerySource,
  query: DoraQuery,
  { range, intervalMs, heard }: Extent,
  signal: AbortSignal
): Promise<Frame> {
  const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs };
  const bucketing = signalBucketing(choice, range);
  const request = { ...doraRequest(query, range, source), bucketing };
  const history = await signalHistory(source.reader, request, signal);
  const silence = silenceOf(
    query.metric,
    history.lines.flatMap(({ points }) => points),
    heard.silences
  );
  const context = { query, bucketing, executedQueryString: printStatement(signalStatement(request)) };
  const notices = query.bucket === 'auto' ? [] : coarserBucketNotice(choice, bucketing);
  const framed = (series: DoraSeries) => {
    const frame = frameOf(judgedSeries(series, request), context, notices);
    return query.details ? withSilenceLabel(frame, silence) : frame;
  };
  // A bucket that rests on silence is no signal, nor a past to hold another against: for alert rules neither, which
  // would else fire for all services at once.
  const { hearing } = heard;
  const known = framed(hearing === null ? history : await heardHistory(query.metric, history, range, hearing));
  const worded = heard.consequence === 'hidden' ? withWords(known, framed(history), query, silence) : known;
  return withSilenceNotice(worded, silence, heard.consequence);
}

function frameOf(series: SignalSeries, context: SignalContext, notices: readonly Notice[]): Frame {
  switch (context.query.shape) {
    case 'series':
      return signalSeriesFrame(series, context, notices);
    case 'value':
      return signalValueFrame(series, context);
    case 'table':
      return signalTableFrame(series, context);
  }
}

function withWords(frame: Frame, bare: Frame, { shape }: DoraQuery, silence: Silence | null): Frame {
  switch (shape) {
    case 'series':
      return frame;
    case 'value':
      return withSilenceWords(frame, bare, silence);
    case 'table':
      return withSilenceWords(frame, bare, silence, ['Value', 'Changed']);
  }
}
