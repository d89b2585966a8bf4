import type { DoraQuery } from '../../../model/dora-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { chooseBucketing } from '../../metrics/buckets';
import { differenceStatement } from '../../metrics/difference/difference-sql';
import { doraDifference } from '../../metrics/difference/difference';
import { comparedStatements, comparedTotals } from '../../metrics/dora/comparison';
import { doraRequest } from '../../metrics/dora/request';
import type { DoraRequest } from '../../metrics/dora/request';
import { doraSeries, seriesStatement } from '../../metrics/dora/series';
import { doraTotals, totalsStatement } from '../../metrics/dora/totals';
import { effectiveRange } from '../../metrics/time-range';
import type { TimeRange } from '../../metrics/time-range';
import { coarserBucketNotice } from '../frame-parts/notices';
import { refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { movingRecordsFrame, partsFrame } from './difference-frames';
import { seriesFrame, tableFrame, valueFrame } from './frames';
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
  const range = effectiveRange(context.range, context.nowMs);
  const extent = { range, intervalMs: context.intervalMs };
  switch (query.view) {
    case 'metric':
      return [await answerMetric(source, query, extent, signal)];
    case 'signal':
      return [await answerSignal(source, query, extent, signal)];
    case 'difference':
      return await answerDifference(source, query, doraRequest(query, range, source.rowLimit), signal);
  }
}

async function answerMetric(
  source: QuerySource,
  query: DoraQuery,
  { range, intervalMs }: { readonly range: TimeRange; readonly intervalMs: QueryContext['intervalMs'] },
  signal: AbortSignal
): Promise<Frame> {
  const request = doraRequest(query, range, source.rowLimit);
  if (query.shape === 'series') {
    const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs };
    const bucketing = chooseBucketing(choice, range);
    const seriesRequest = { ...request, bucketing, sample: query.sample };
    const series = await doraSeries(source.reader, seriesRequest, signal);
    const frameContext = { query, executedQueryString: printStatement(seriesStatement(seriesRequest)) };
    return seriesFrame(series, frameContext, coarserBucketNotice(choice, bucketing));
  }
  if (query.compare === 'previousPeriod') {
    const compared = await comparedTotals(source.reader, request, signal);
    const executedQueryString = comparedStatements(request).map(printStatement).join('\n\n');
    return tableFrame(compared, { query, executedQueryString });
  }
  const totals = await doraTotals(source.reader, request, signal);
  const frameContext = { query, executedQueryString: printStatement(totalsStatement(request)) };
  return query.shape === 'value' ? valueFrame(totals, frameContext) : tableFrame(totals, frameContext);
}

/** What each group contributed, and the records that moved the metric most: one statement for both. */
async function answerDifference(
  { reader }: QuerySource,
  query: DoraQuery,
  request: DoraRequest,
  signal: AbortSignal
): Promise<readonly Frame[]> {
  const difference = await doraDifference(reader, request, signal);
  const context = { query, executedQueryString: printStatement(differenceStatement(request)) };
  return [partsFrame(difference, context), movingRecordsFrame(difference, context)];
}
