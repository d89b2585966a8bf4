import { DEFAULT_GATED_NAMES, DEFAULT_GATE_ROWS } from '../../../model/gate-query';
import type { GateQuery } from '../../../model/gate-query';
import { printStatement } from '../../aurora/statement';
import type { Frame } from '../../frames/frame';
import { blockedChanges, blockedChangesStatement } from '../../metrics/gate/blocked-changes';
import { decisionsStatement, gateDecisions } from '../../metrics/gate/decisions';
import { gatedPeriods, gatedPeriodsStatement } from '../../metrics/gate/gated-periods';
import { gateOverrides, overridesStatement } from '../../metrics/gate/overrides';
import { gateSummary, summaryStatement } from '../../metrics/gate/summary';
import type { Scope } from '../../metrics/scope';
import { effectiveRange } from '../../metrics/time-range';
import type { TimeRange } from '../../metrics/time-range';
import { refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import { GATED, HELD, blockedFrame, decisionsFrame, gateValueFrame, overridesFrame, gatedPeriodsFrame } from './frames';
import { gateSummaryFrame } from './summary-frame';

/**
 * Answers a gate query with one frame. Decisions and the summary are those at the range's end, periods and
 * overrides those of the range; blocked changes are those that are held now, whatever range is shown.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerGateQuery(
  source: QuerySource,
  query: GateQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (query.shape === 'table') {
    refuseTableInAlert(context, 'Choose the view decisions or blocked changes, and the shape "value".');
  }
  const scope: Scope = { services: query.services, teams: query.teams, tiers: query.tiers };
  const request = { scope, range: effectiveRange(context.range, context.nowMs), nowMs: context.nowMs };
  return await (query.shape === 'value'
    ? answerValue(source, query, request, signal)
    : answerTable(source, query, request, signal));
}

/** What a query is about, once it is validated. */
interface GateRequest {
  readonly scope: Scope;
  readonly range: TimeRange;
  readonly nowMs: number;
}

async function answerValue(
  { reader, rowLimit }: QuerySource,
  { view }: GateQuery,
  { scope, range, nowMs }: GateRequest,
  signal: AbortSignal
): Promise<Frame> {
  const request = { scope, atMs: view === 'blocked' ? nowMs : range.toMs, rowLimit };
  const decisions = await gateDecisions(reader, request, signal);
  return gateValueFrame(decisions, view === 'blocked' ? HELD : GATED, printStatement(decisionsStatement(request)));
}

async function answerTable(
  { reader, rowLimit }: QuerySource,
  query: GateQuery,
  { scope, range, nowMs }: GateRequest,
  signal: AbortSignal
): Promise<Frame> {
  const limit = Math.min(query.limit ?? DEFAULT_GATE_ROWS, rowLimit);
  switch (query.view) {
    case 'decisions': {
      const request = { scope, atMs: range.toMs, rowLimit };
      const decisions = await gateDecisions(reader, request, signal);
      return decisionsFrame(decisions, printStatement(decisionsStatement(request)));
    }
    case 'summary': {
      const request = { scope, atMs: range.toMs, limit: query.limit ?? DEFAULT_GATED_NAMES };
      const summary = await gateSummary(reader, request, signal);
      return gateSummaryFrame(summary, range.toMs, printStatement(summaryStatement(request)));
    }
    case 'blocked': {
      const request = { scope, atMs: nowMs, rowLimit: limit };
      const blocked = await blockedChanges(reader, request, signal);
      return blockedFrame(blocked, printStatement(blockedChangesStatement(request)));
    }
    case 'spells': {
      const request = { scope, range, limit };
      return gatedPeriodsFrame(
        await gatedPeriods(reader, request, signal),
        printStatement(gatedPeriodsStatement(request))
      );
    }
    case 'overrides': {
      const request = { scope, range, limit };
      return overridesFrame(await gateOverrides(reader, request, signal), printStatement(overridesStatement(request)));
    }
  }
}
