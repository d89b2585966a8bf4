import type { DoraQuery } from '../../../model/dora-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { doraRequest } from '../../metrics/dora/request';
import { signalBucketing, signalSeries, signalStatement } from '../../metrics/signal/signal-series';
import type { TimeRange } from '../../metrics/time-range';
import { coarserBucketNotice } from '../frame-parts/notices';
import type { QueryContext, QuerySource } from '../query-context';
import { signalSeriesFrame, signalTableFrame, signalValueFrame } from './signal-frames';

/**
 * Answers the view `signal` of a DORA query with one frame.
 *
 * @param range effective (see `effectiveRange`)
 * @throws Failure that says what is wrong and what to do
 */
export async function answerSignal(
  source: QuerySource,
  query: DoraQuery,
  { range, intervalMs }: { readonly range: TimeRange; readonly intervalMs: QueryContext['intervalMs'] },
  signal: AbortSignal
): Promise<Frame> {
  const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs };
  const bucketing = signalBucketing(choice, range);
  const request = { ...doraRequest(query, range, source.rowLimit), bucketing };
  const series = await signalSeries(source.reader, request, signal);
  const context = { query, bucketing, executedQueryString: printStatement(signalStatement(request)) };
  switch (query.shape) {
    case 'series': {
      const notices = query.bucket === 'auto' ? [] : coarserBucketNotice(choice, bucketing);
      return signalSeriesFrame(series, context, notices);
    }
    case 'value':
      return signalValueFrame(series, context);
    case 'table':
      return signalTableFrame(series, context);
  }
}
