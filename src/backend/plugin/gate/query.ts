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
import type { Silence } from '../../metrics/freshness/silence';
import { effectiveRange } from '../../metrics/time-range';
import type { TimeRange } from '../../metrics/time-range';
import { withSilenceNotice, withSilenceWords } from '../frame-parts/silence';
import { hear, refuseTableInAlert } from '../query-context';
import type { QueryContext, QuerySource } from '../query-context';
import {
  BUDGET_COLUMNS,
  GATED,
  HELD,
  blockedFrame,
  decisionsFrame,
  gateValueFrame,
  gatedPeriodsFrame,
  heardNumber,
  overridesFrame,
} from './frames';
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
  const range = effectiveRange(context.range, context.nowMs);
  const { silences, consequence } = await hear(source, context, range.toMs, signal);
  const silence = silences.downtime;
  const hidden = consequence === 'hidden' ? silence : null;
  const request = { scope, range, nowMs: context.nowMs, silence: hidden };
  const frame = await (query.shape === 'value'
    ? answerValue(source, query, request, signal)
    : answerTable(source, query, request, signal));
  return withSilenceNotice(frame, silence, consequence);
}

/** What a query is about, once it is validated. */
interface GateRequest {
  readonly scope: Scope;
  readonly range: TimeRange;
  readonly nowMs: number;
  /** Of incidents, on which every open gate rests; null where numbers are to be kept. */
  readonly silence: Silence | null;
}

async function answerValue(
  { reader, rowLimit }: QuerySource,
  { view }: GateQuery,
  { scope, range, nowMs, silence }: GateRequest,
  signal: AbortSignal
): Promise<Frame> {
  const request = { scope, atMs: view === 'blocked' ? nowMs : range.toMs, rowLimit };
  const decisions = await gateDecisions(reader, request, signal);
  const number = view === 'blocked' ? HELD : GATED;
  const frame = gateValueFrame(decisions, heardNumber(number, silence), printStatement(decisionsStatement(request)));
  return withSilenceWords(frame, silence);
}

async function answerTable(
  { reader, rowLimit }: QuerySource,
  query: GateQuery,
  { scope, range, nowMs, silence }: GateRequest,
  signal: AbortSignal
): Promise<Frame> {
  const limit = Math.min(query.limit ?? DEFAULT_GATE_ROWS, rowLimit);
  switch (query.view) {
    case 'decisions': {
      const request = { scope, atMs: range.toMs, rowLimit };
      const decisions = await gateDecisions(reader, request, signal);
      const frame = decisionsFrame(decisions, printStatement(decisionsStatement(request)), silence);
      return withSilenceWords(frame, silence, BUDGET_COLUMNS);
    }
    case 'summary': {
      const request = { scope, atMs: range.toMs, limit: query.limit ?? DEFAULT_GATED_NAMES };
      const summary = await gateSummary(reader, request, signal);
      const facts = { asOfMs: range.toMs, silence };
      return gateSummaryFrame(summary, facts, printStatement(summaryStatement(request)));
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
