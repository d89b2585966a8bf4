import type { AnnotationsQuery, Priority } from '../../../model/annotations-query';
import { badRequest } from '../../../model/failure';
import { printStatement } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { deploymentMarks, deploymentMarksStatement } from '../../metrics/annotations/deployments';
import { incidentMarks, incidentMarksStatement } from '../../metrics/annotations/incidents';
import { sloEditMarks, sloEditMarksStatement } from '../../metrics/annotations/slo-edits';
import { gatedPeriods, gatedPeriodsStatement } from '../../metrics/gate/gated-periods';
import { effectiveRange } from '../../metrics/time-range';
import type { QueryContext, QuerySource } from '../query-context';
import { deploymentsFrame, gatedPeriodsFrame, incidentsFrame, sloEditsFrame } from './frames';

/** The priorities that metrics count. */
const DEFAULT_PRIORITIES: readonly Priority[] = ['P1', 'P2'];

/**
 * Answers an annotations query with one frame, the newest annotation first.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerAnnotationsQuery(
  source: QuerySource,
  query: AnnotationsQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (context.fromAlert) {
    throw badRequest('An alert rule cannot use annotations.', 'Ask for a metric, with the shape "value".');
  }
  const range = effectiveRange(context.range, context.nowMs);
  const request = { scope: query, range, limit: Math.min(query.limit, source.rowLimit) };
  const { reader } = source;
  const contextOf = (statement: Statement) => ({
    kind: query.kind,
    executedQueryString: printStatement(statement),
  });
  switch (query.kind) {
    case 'deployments':
    case 'failedDeployments': {
      const marksRequest = { ...request, failedOnly: query.kind === 'failedDeployments' };
      const marks = await deploymentMarks(reader, marksRequest, signal);
      return deploymentsFrame(marks, contextOf(deploymentMarksStatement(marksRequest)));
    }
    case 'incidents': {
      const priorities = query.priorities.length === 0 ? DEFAULT_PRIORITIES : query.priorities;
      const marksRequest = { ...request, priorities };
      const marks = await incidentMarks(reader, marksRequest, signal);
      return incidentsFrame(marks, range.toMs, contextOf(incidentMarksStatement(marksRequest)));
    }
    case 'sloEdits': {
      const marksRequest = { ...request, slos: [] };
      const marks = await sloEditMarks(reader, marksRequest, signal);
      return sloEditsFrame(marks, contextOf(sloEditMarksStatement(marksRequest)));
    }
    case 'gateSpells': {
      const marks = await gatedPeriods(reader, request, signal);
      return gatedPeriodsFrame(marks, range.toMs, contextOf(gatedPeriodsStatement(request)));
    }
  }
}
