import { badRequest } from '../../model/failure';
import type { DoraQuery } from '../../model/query';
import { printStatement } from '../aurora/statement';
import type { Frame } from '../frames/frame';
import { chooseBucketing } from '../metrics/buckets';
import { unknownNames } from '../metrics/catalogue';
import { doraRequest } from '../metrics/dora/request';
import { doraSeries, seriesStatement } from '../metrics/dora/series';
import { doraTotals, totalsStatement } from '../metrics/dora/totals';
import { effectiveRange } from '../metrics/time-range';
import type { TimeRange } from '../metrics/time-range';
import { seriesFrame, tableFrame, valueFrame } from './dora-frames';
import type { Instance } from './instance';

/** A query's surroundings, as Grafana sends them. */
export interface QueryContext {
  readonly range: TimeRange;
  /** The panel's interval in ms. */
  readonly intervalMs: number;
  readonly nowMs: number;
  /** True where an alert rule asks. */
  readonly fromAlert: boolean;
}

/**
 * Answers a DORA query with one frame.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerDoraQuery(
  instance: Instance,
  query: DoraQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (context.fromAlert && query.shape === 'table') {
    throw badRequest('An alert rule cannot use a table.', 'Choose the shape "value", or "series" with a reduce step.');
  }
  const range = effectiveRange(context.range, context.nowMs);
  const request = doraRequest(query, range, instance.rowLimit);
  await refuseUnknownNames(instance, query, signal);
  if (query.shape === 'series') {
    const choice = { bucket: query.bucket, zone: query.timeZone, intervalMs: context.intervalMs };
    const seriesRequest = { ...request, bucketing: chooseBucketing(choice, range) };
    const series = await doraSeries(instance.reader, seriesRequest, signal);
    return seriesFrame(series, { query, executedQueryString: printStatement(seriesStatement(seriesRequest)) });
  }
  const totals = await doraTotals(instance.reader, request, signal);
  const frameContext = { query, executedQueryString: printStatement(totalsStatement(request)) };
  return query.shape === 'value' ? valueFrame(totals, frameContext) : tableFrame(totals, frameContext);
}

/** A misspelt filter would silently give "no data", or in an alert never fire. */
async function refuseUnknownNames({ reader }: Instance, query: DoraQuery, signal: AbortSignal): Promise<void> {
  if (query.services.length + query.teams.length === 0) {
    return;
  }
  const [unknown] = await unknownNames(reader, query, signal);
  if (unknown !== undefined) {
    throw badRequest(
      `${unknown.kind}s: there is no ${unknown.kind} "${unknown.name}".`,
      `Check the spelling; the query editor lists all ${unknown.kind}s.`
    );
  }
}
