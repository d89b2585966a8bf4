import type { DoraQuery } from '../../../model/dora-query';
import { badRequest } from '../../../model/failure';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { chooseBucketing } from '../../metrics/buckets';
import { comparedStatement, comparedTotals } from '../../metrics/dora/comparison';
import { doraRequest } from '../../metrics/dora/request';
import { doraSeries, seriesStatement } from '../../metrics/dora/series';
import { doraTotals, totalsStatement } from '../../metrics/dora/totals';
import { effectiveRange } from '../../metrics/time-range';
import { coarserBucketNotice } from '../frame-parts/notices';
import { refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { seriesFrame, tableFrame, valueFrame } from './frames';

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
  if (query.interval && context.fromAlert) {
    throw badRequest(
      'An alert rule takes one number for each group, and an interval would add two.',
      'Leave "interval" out.'
    );
  }
  const range = effectiveRange(context.range, context.nowMs);
  const request = doraRequest(query, range, source.rowLimit);
  if (query.shape === 'series') {
    const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs: context.intervalMs };
    const bucketing = chooseBucketing(choice, range);
    const seriesRequest = { ...request, bucketing, sample: query.sample };
    const series = await doraSeries(source.reader, seriesRequest, signal);
    const frameContext = { query, executedQueryString: printStatement(seriesStatement(seriesRequest)) };
    return seriesFrame(series, frameContext, coarserBucketNotice(choice, bucketing));
  }
  if (query.compare === 'previousPeriod') {
    const compared = await comparedTotals(source.reader, request, signal);
    const executedQueryString = printStatement(comparedStatement(request));
    return tableFrame(compared, { query, executedQueryString });
  }
  const totals = await doraTotals(source.reader, request, signal);
  const frameContext = { query, executedQueryString: printStatement(totalsStatement(request)) };
  return query.shape === 'value' ? valueFrame(totals, frameContext) : tableFrame(totals, frameContext);
}
