import type { StatusQuery } from '../../../model/status-query';
import type { StoredNumbers } from '../../../model/stored-numbers';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import type { CheckRequest } from '../../metrics/data-quality/check';
import { checkCounts, countsStatement } from '../../metrics/data-quality/counts';
import type { CheckCount } from '../../metrics/data-quality/counts';
import { findingsStatement, listFindings } from '../../metrics/data-quality/findings';
import { countRestsOn } from '../../metrics/freshness/unheard-checks';
import { overallFreshness, overallFreshnessStatement } from '../../metrics/status/freshness';
import { gitHubLimits, gitHubLimitsStatement } from '../../metrics/status/github-limits';
import { gitHubSync, gitHubSyncStatement } from '../../metrics/status/github-sync';
import { jobStatus, jobStatusStatement } from '../../metrics/status/job-status';
import { publishingStatus, publishingStatusStatement } from '../../metrics/status/publishing';
import { publishingDrift, publishingDriftStatement } from '../../metrics/status/publishing-drift';
import { storedLagStatement, storedLags } from '../../metrics/status/stored-lag';
import { effectiveRange } from '../../metrics/time-range';
import { rangeInWords } from '../frame-parts/range-words';
import { withSilenceNotice } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { countsFrame, countsTableFrame, findingsFrame } from './data-quality-frames';
import { freshnessFrame } from './freshness-frame';
import { gitHubLimitsFrame, gitHubSyncFrame } from './github-frames';
import { statusTableFrame, statusValueFrame } from './job-frames';
import { publishingDriftFrame, publishingTableFrame, publishingValueFrame } from './publishing-frames';
import { storedLagFrame } from './stored-lag-frame';

/**
 * Answers a status query with one frame. Data quality is that of the records in the range; all else is
 * told as of now, whatever time range the panel shows.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerStatusQuery(
  source: QuerySource,
  query: StatusQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (query.shape === 'table') {
    refuseTableInAlert(context, 'Choose the view jobs, data quality or publishing, and the shape "value".');
  }
  switch (query.view) {
    case 'jobs':
      return await answerJobs(source, query, context, signal);
    case 'freshness':
      return await answerFreshness(source, query, context, signal);
    case 'dataQuality':
      return await answerDataQuality(source, query, context, signal);
    case 'findings':
      return await answerFindings(source, query, context, signal);
    case 'githubSync':
      return await answerGitHubSync(source, context, signal);
    case 'githubLimits':
      return await answerGitHubLimits(source, context, signal);
    case 'publishing':
      return await answerPublishing(source, query, context, signal);
    case 'publishingDrift':
      return await answerPublishingDrift(source, query, signal);
    case 'stored':
      return await answerStored(source, context, signal);
  }
}

async function answerJobs(
  { reader }: QuerySource,
  { shape, measure }: StatusQuery,
  { nowMs }: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const jobs = await jobStatus(reader, nowMs, signal);
  const statement = printStatement(jobStatusStatement(nowMs));
  return shape === 'value' ? statusValueFrame(jobs, measure, statement) : statusTableFrame(jobs, statement);
}

async function answerFreshness(
  source: QuerySource,
  { timeZone }: StatusQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const { reader } = source;
  const { nowMs } = context;
  const [{ jobs, newest }, { silences }] = await Promise.all([
    overallFreshness(reader, nowMs, signal),
    hear(source, context, nowMs, signal),
  ]);
  const statements = [overallFreshnessStatement(nowMs), source.freshness.statement];
  const range = rangeInWords(effectiveRange(context.range, nowMs), nowMs, timeZone);
  return freshnessFrame({ jobs, newest, silences, range }, statements.map(printStatement).join('\n\n'));
}

async function answerGitHubSync({ reader }: QuerySource, { nowMs }: QueryContext, signal: AbortSignal): Promise<Frame> {
  const repositories = await gitHubSync(reader, nowMs, signal);
  return gitHubSyncFrame(repositories, printStatement(gitHubSyncStatement(nowMs)));
}

async function answerGitHubLimits(
  { reader }: QuerySource,
  { nowMs }: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const limits = await gitHubLimits(reader, nowMs, signal);
  return gitHubLimitsFrame(limits, printStatement(gitHubLimitsStatement(nowMs)));
}

async function answerPublishing(
  { reader }: QuerySource,
  { shape }: StatusQuery,
  { nowMs }: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const streams = await publishingStatus(reader, nowMs, signal);
  const statement = printStatement(publishingStatusStatement(nowMs));
  return shape === 'value' ? publishingValueFrame(streams, statement) : publishingTableFrame(streams, statement);
}

async function answerPublishingDrift(
  { reader, rowLimit }: QuerySource,
  { limit }: StatusQuery,
  signal: AbortSignal
): Promise<Frame> {
  const most = Math.min(limit, rowLimit);
  const drifts = await publishingDrift(reader, most + 1, signal);
  const statement = printStatement(publishingDriftStatement(most + 1));
  return publishingDriftFrame(drifts.slice(0, most), drifts.length > most, statement);
}

const IN_CELLS: ReadonlySet<StoredNumbers> = new Set(['deployments', 'incidents']);

/** A data source that uses no cells tells nothing of them. */
async function answerStored(
  { reader, usesCells }: QuerySource,
  { nowMs }: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const lags = await storedLags(reader, signal);
  const used = lags.filter(({ stored }) => usesCells || !IN_CELLS.has(stored));
  return storedLagFrame(used, nowMs, printStatement(storedLagStatement()));
}

function checkRequest({ services, teams, tiers }: StatusQuery, { range, nowMs }: QueryContext): CheckRequest {
  return { scope: { services, teams, tiers }, range: effectiveRange(range, nowMs) };
}

async function answerDataQuality(
  source: QuerySource,
  query: StatusQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const request = checkRequest(query, context);
  const counts = await checkCounts(source.reader, request, signal);
  const statement = printStatement(countsStatement(request));
  const { silences, consequence } = await hear(source, context, request.range.toMs, signal);
  const silenceBehind = (count: CheckCount) => {
    const feed = countRestsOn(count);
    return consequence === 'kept' || feed === null ? null : silences[feed];
  };
  const frameOf = query.shape === 'value' ? countsFrame : countsTableFrame;
  return [silences.changes, silences.incidents, silences.downtime].reduce(
    (sofar, silence) => withSilenceNotice(sofar, silence, consequence),
    frameOf(counts, statement, silenceBehind)
  );
}

async function answerFindings(
  source: QuerySource,
  query: StatusQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  const { check, limit } = query;
  const most = Math.min(limit, source.rowLimit);
  const request = { ...checkRequest(query, context), check, limit: most };
  const findings = await listFindings(source.reader, request, signal);
  return findingsFrame(findings, check, printStatement(findingsStatement(request)));
}
