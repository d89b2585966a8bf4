import type { RecordsQuery } from '../../../model/records-query';
import { printStatement } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { changesStatement, listChanges } from '../../metrics/records/changes';
import { incidentsStatement, listIncidents } from '../../metrics/records/incidents';
import type { RecordsRequest } from '../../metrics/records/page';
import { listRecoveries, recoveriesStatement } from '../../metrics/records/recoveries';
import { effectiveRange } from '../../metrics/time-range';
import { refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { changesFrame, incidentsFrame, recoveriesFrame } from './frames';

/**
 * Answers a records query with one table, the newest record first:
 * - deployment frequency, change failure rate: every deployment, with its verdict and the reason;
 * - lead time: successful deployments, since the metric looks at no others;
 * - rework rate: deployments and emergency changes;
 * - MTTR: restored incidents, and those still open;
 * - failed deployment recovery time: each failed deployment with each incident that made it fail.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerRecordsQuery(
  source: QuerySource,
  query: RecordsQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  refuseTableInAlert(context, 'Ask for the metric itself, with the shape "value".');
  const range = effectiveRange(context.range, context.nowMs);
  const limit = Math.min(query.limit, source.rowLimit);
  const request: RecordsRequest = { metric: query.metric, select: query.select, scope: query, range, limit };
  const { reader } = source;
  const contextOf = (statement: Statement) => ({ query, executedQueryString: printStatement(statement) });
  switch (query.metric) {
    case 'deploymentFrequency':
    case 'leadTime':
    case 'changeFailureRate':
    case 'reworkRate':
      return changesFrame(await listChanges(reader, request, signal), contextOf(changesStatement(request)));
    case 'mttr':
      return incidentsFrame(await listIncidents(reader, request, signal), contextOf(incidentsStatement(request)));
    case 'failedDeploymentRecoveryTime':
      return recoveriesFrame(await listRecoveries(reader, request, signal), contextOf(recoveriesStatement(request)));
  }
}
