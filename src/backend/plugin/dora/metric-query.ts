import type { DoraMetric } from '../../../model/dora-metrics';
import type { DoraQuery } from '../../../model/dora-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { chooseBucketing } from '../../metrics/buckets';
import { comparedStatement, comparedTotals } from '../../metrics/dora/comparison';
import type { ComparedTotals } from '../../metrics/dora/comparison';
import { doraRequest } from '../../metrics/dora/request';
import type { DoraRequest } from '../../metrics/dora/request';
import { doraSeries, measuredSeries, seriesStatement } from '../../metrics/dora/series';
import type { DoraLine } from '../../metrics/dora/series';
import { doraTotals, totalsStatement } from '../../metrics/dora/totals';
import type { DoraTotals } from '../../metrics/dora/totals';
import { silencesAt } from '../../metrics/freshness/silence';
import type { Hearing, Silence } from '../../metrics/freshness/silence';
import {
  heardComparison,
  heardSeries,
  heardTotals,
  isOfIncidents,
  silenceOf,
} from '../../metrics/freshness/unheard-dora';
import type { TimeRange } from '../../metrics/time-range';
import { coarserBucketNotice } from '../frame-parts/notices';
import {
  withSilenceLabel,
  withSilenceNotice,
  withSilenceReasons,
  withSilenceWords,
  withoutSilentZeros,
} from '../frame-parts/silence';
import type { Heard, QueryContext, QuerySource } from '../query-context';
import type { FrameContext } from './frame-context';
import { seriesFrame } from './series-frame';
import { tableFrame } from './table-frame';
import { valueFrame } from './value-frame';

/** What a DORA query is about, apart from what it says itself. */
export interface Extent {
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
  readonly intervalMs: QueryContext['intervalMs'];
  readonly heard: Heard;
}

/**
 * Answers the view `metric` of a DORA query with one frame.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerMetric(
  source: QuerySource,
  query: DoraQuery,
  extent: Extent,
  signal: AbortSignal
): Promise<Frame> {
  const request = doraRequest(query, extent.range, source);
  if (query.shape === 'series') {
    return await answerSeries(source, { query, request }, extent, signal);
  }
  if (query.compare === 'previousPeriod') {
    const compared = await comparedTotals(source.reader, request, signal);
    const executedQueryString = printStatement(comparedStatement(request));
    return totalsFrame(compared, { query, executedQueryString }, extent);
  }
  const totals = await doraTotals(source.reader, request, signal);
  return totalsFrame(totals, { query, executedQueryString: printStatement(totalsStatement(request)) }, extent);
}

async function answerSeries(
  { reader }: QuerySource,
  { query, request }: { readonly query: DoraQuery; readonly request: DoraRequest },
  { range, intervalMs, heard }: Extent,
  signal: AbortSignal
): Promise<Frame> {
  const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs };
  const bucketing = chooseBucketing(choice, range);
  const seriesRequest = { ...request, bucketing, sample: query.sample };
  const series = await doraSeries(reader, seriesRequest, signal);
  const shown =
    heard.consequence === 'hidden' && query.sample === 'none'
      ? await heardSeries(query.metric, await measuredSeries(series), range, heard.hearing)
      : series;
  const frameContext = { query, executedQueryString: printStatement(seriesStatement(seriesRequest)) };
  const frame = await seriesFrame(shown, frameContext, coarserBucketNotice(choice, bucketing));
  const silence = silenceOf(query.metric, pointsOf(series.lines), heard.silences);
  return withSilenceNotice(frame, silence, heard.consequence);
}

/** One by one: a list of all would be long. */
function* pointsOf(lines: readonly DoraLine[]): Iterable<DoraLine['points'][number]> {
  for (const { points } of lines) {
    yield* points;
  }
}

/** The totals without values that rest on silence, as a value or a table. */
function totalsFrame(answer: DoraTotals | ComparedTotals, frameContext: FrameContext, { range, heard }: Extent): Frame {
  const { silences, consequence } = heard;
  const { metric, shape } = frameContext.query;
  const silence = silenceOf(
    metric,
    answer.totals.map(({ measurement }) => measurement),
    silences
  );
  const frameOf = (one: DoraTotals | ComparedTotals) => {
    const frame = shape === 'value' ? valueFrame(one, frameContext) : tableFrame(one, frameContext);
    return frameContext.query.details ? withSilenceLabel(frame, silence) : frame;
  };
  const bare = frameOf(answer);
  const frame =
    heard.consequence === 'hidden'
      ? withWords(frameOf(heardAnswer(metric, answer, range, heard.hearing)), bare, frameContext.query, silence)
      : bare;
  return withSilenceNotice(frame, silence, consequence);
}

function heardAnswer(
  metric: DoraMetric,
  answer: DoraTotals | ComparedTotals,
  range: TimeRange,
  hearing: Hearing
): DoraTotals | ComparedTotals {
  return 'trends' in answer
    ? heardComparison(metric, answer, range, hearing)
    : heardTotals(metric, answer, silencesAt(hearing, range.toMs));
}

function withWords(frame: Frame, bare: Frame, { metric, shape }: DoraQuery, silence: Silence | null): Frame {
  if (shape === 'value') {
    return withSilenceWords(frame, bare, silence);
  }
  const reasoned = withSilenceReasons(frame, bare, silence, { of: 'Value', reasons: 'Evidence' });
  const worded = withSilenceWords(reasoned, bare, silence, ['Value']);
  return isOfIncidents(metric) ? withoutSilentZeros(worded, silence, 'Open') : worded;
}
