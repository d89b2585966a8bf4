import { DEFAULT_DOWN_NAMES, DEFAULT_OUTAGES, RELIABILITY_TABLES } from '../../../model/reliability-query';
import type { ReliabilityQuery } from '../../../model/reliability-query';
import { isOneOf } from '../../../model/saved-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { chooseBucketing } from '../../metrics/buckets';
import { heardAvailability, unheardServices } from '../../metrics/freshness/unheard-reliability';
import type { HeardService } from '../../metrics/freshness/unheard-reliability';
import { availabilitySeries, availabilitySeriesStatement } from '../../metrics/reliability/availability-series';
import { downAtEndStatement, servicesDownAtEnd } from '../../metrics/reliability/down-at-end';
import { outagesStatement, topOutages } from '../../metrics/reliability/outages';
import { rankingStatement, reliabilityRanking } from '../../metrics/reliability/ranking';
import { effectiveRange } from '../../metrics/time-range';
import type { TimeRange } from '../../metrics/time-range';
import { giveWay } from '../../turns/slices';
import { coarserBucketNotice } from '../frame-parts/notices';
import { pageAt, withPageColumns } from '../frame-parts/pages';
import { withSilenceNotice, withSilenceWords } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { Heard, QueryContext, QuerySource } from '../query-context';
import { downNowFrame } from './down-now-frame';
import { availabilityFrame, availabilitySeriesFrame, outagesFrame, rankingFrame } from './frames';

const FOR_ALERTS = 'Choose the view "availability", or "over time" with a reduce step.';

/**
 * Answers a service reliability query with one frame.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerReliabilityQuery(
  source: QuerySource,
  query: ReliabilityQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const range = effectiveRange(context.range, context.nowMs);
  const heard = await hear(source, context, range.toMs, signal);
  const silence = heard.silences.downtime;
  const isHidden = silence !== null && heard.consequence === 'hidden';
  const withNotice = (frame: Frame) => withSilenceNotice(frame, silence, heard.consequence);
  if (isOneOf(RELIABILITY_TABLES, query.view)) {
    refuseTableInAlert(context, FOR_ALERTS);
  }
  switch (query.view) {
    case 'overTime':
    case 'heat':
      return withNotice(await answerSeries(source, query, { range, intervalMs: context.intervalMs, heard }, signal));
    case 'outages': {
      const request = { scope: query, range, limit: query.limit ?? DEFAULT_OUTAGES };
      const outages = await topOutages(source.reader, request, signal);
      return withNotice(outagesFrame(outages, printStatement(outagesStatement(request))));
    }
    case 'downNow': {
      const request = { scope: query, range, limit: query.limit ?? DEFAULT_DOWN_NAMES };
      const down = await servicesDownAtEnd(source.reader, request, signal);
      const facts = { asOfMs: range.toMs, silence };
      return withNotice(downNowFrame(down, facts, printStatement(downAtEndStatement(request))));
    }
    case 'availability':
    case 'ranking': {
      const request = { scope: query, range, limit: query.limit ?? source.rowLimit };
      const ranking = await reliabilityRanking(source.reader, request, signal);
      const statement = printStatement(rankingStatement(request));
      const isCut = query.limit === undefined && ranking.truncated;
      const page = query.view === 'ranking' ? pageAt(ranking.services, query, context.nowMs) : null;
      const services = page?.rows ?? ranking.services;
      const frameOf = (shown: readonly HeardService[]) =>
        query.view === 'ranking'
          ? rankingFrame(shown, isCut, statement, page?.offset)
          : availabilityFrame(shown, isCut, statement);
      const bare = frameOf(services);
      const frame = isHidden
        ? withSilenceWords(frameOf(unheardServices(services)), bare, silence, ['Availability'])
        : bare;
      const titles = services.map(({ service }) => service);
      return withNotice(page === null ? frame : withPageColumns(frame, page, titles, 'Availability'));
    }
  }
}

interface Extent {
  readonly range: TimeRange;
  readonly intervalMs: number;
  readonly heard: Heard;
}

async function answerSeries(
  { reader, rowLimit }: QuerySource,
  query: ReliabilityQuery,
  { range, intervalMs, heard }: Extent,
  signal: AbortSignal
): Promise<Frame> {
  const bucket = query.view === 'heat' && query.bucket === 'auto' ? 'day' : query.bucket;
  const choice = { bucket, zone: query.timeZone, intervalMs };
  const bucketing = chooseBucketing(choice, range);
  const request = { scope: query, range, bucketing, rowLimit };
  const series = await availabilitySeries(reader, request, signal);
  await giveWay();
  const shown = heard.consequence === 'hidden' ? heardAvailability(series, range, heard.hearing) : series;
  return await availabilitySeriesFrame(shown, {
    isHeat: query.view === 'heat',
    limit: query.limit ?? null,
    executedQueryString: printStatement(availabilitySeriesStatement(request)),
    notices: coarserBucketNotice(choice, bucketing),
  });
}
