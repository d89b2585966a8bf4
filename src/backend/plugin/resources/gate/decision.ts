import { Failure, asFailure } from '../../../../model/failure';
import type { Criticality, GateAnswer } from '../../../../model/gate';
import type { Reader } from '../../../aurora/reader';
import { gateDecisionOf } from '../../../metrics/gate/decisions';
import type { GateDecision } from '../../../metrics/gate/decisions';
import { gateEnforcement } from '../../../metrics/gate/enforcement';
import type { GateEnforcement } from '../../../metrics/gate/enforcement';
import { gateNowMs } from '../../../metrics/gate/gate-clock';
import { gateVerdict } from '../../../metrics/gate/verdict';
import type { QuerySource } from '../../query-context';

export interface GateQuestion {
  readonly service: string;
  readonly criticality: Criticality;
}

/**
 * Whether a change of a service may go ahead now. Where the decision cannot be computed though the database
 * answers, the policy takes its place, and the answer says so.
 *
 * @param toCaller the failure as the caller may read it
 * @throws Failure 404 for a service that is not there; as `Reader.run` does where the database does not answer
 */
export async function answerGate(
  { reader }: Pick<QuerySource, 'reader'>,
  question: GateQuestion,
  toCaller: (failure: Failure) => Failure,
  signal: AbortSignal
): Promise<GateAnswer> {
  const enforcement = await gateEnforcement(reader, signal);
  const answer = await decided(reader, question, enforcement, signal).catch(async (error: unknown) => {
    signal.throwIfAborted();
    const failure = asFailure(error);
    if (!(await stillAnswers(reader, signal))) {
      throw failure;
    }
    return byPolicy(question, enforcement, toCaller(failure));
  });
  if (answer === null) {
    throw unknownService(question.service);
  }
  return answer;
}

/** Null where there is no such service. */
async function decided(
  reader: Reader,
  { service, criticality }: GateQuestion,
  enforcement: GateEnforcement,
  signal: AbortSignal
): Promise<GateAnswer | null> {
  const atMs = await gateNowMs(reader, signal);
  const decision = await gateDecisionOf(reader, service, atMs, signal);
  if (decision === null) {
    return null;
  }
  const { gated, sinceMs, override } = decision;
  const verdict = gateVerdict(decision, criticality);
  return {
    service,
    criticality,
    decision: verdict.decision,
    reason: verdict.text,
    gated,
    slo: sloOf(decision, atMs),
    since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
    override: override === null ? null : { id: override.id, until: new Date(override.untilMs).toISOString() },
    ...modeOf(enforcement),
    undecidable: null,
  };
}

/** The specification's object about the SLO that the decision names. */
function sloOf({ service, gated, figures }: GateDecision, atMs: number): GateAnswer['slo'] {
  return figures === null
    ? null
    : {
        service,
        slo_target_percent: figures.targetPercent,
        measurement_window_days: figures.windowDays,
        current_availability_percent: figures.availabilityPercent,
        error_budget_remaining_minutes: figures.remainingMinutes,
        error_budget_used_percent: figures.usedPercent,
        name: figures.slo,
        error_budget_remaining_percent: figures.remainingPercent,
        // The one in most trouble is the one that gates.
        measured_window_days: figures.measuredDays,
        exhausted: gated,
        measured_at: new Date(atMs).toISOString(),
      };
}

function byPolicy({ service, criticality }: GateQuestion, enforcement: GateEnforcement, why: Failure): GateAnswer {
  const passes = criticality === 'critical' || enforcement.whenUndecidable === 'open';
  const rule =
    criticality === 'critical'
      ? 'Critical changes pass.'
      : `The policy for that is "${enforcement.whenUndecidable}", so the change ${passes ? 'passes' : 'is blocked'}.`;
  return {
    service,
    criticality,
    decision: passes ? 'pass' : 'blocked',
    reason: `Whether ${service} is gated cannot be computed. ${rule}`,
    gated: null,
    slo: null,
    since: null,
    override: null,
    ...modeOf(enforcement),
    undecidable: why.text,
  };
}

function modeOf({ enforced, whenUndecidable }: GateEnforcement): Pick<GateAnswer, 'enforced' | 'policy'> {
  return { enforced, policy: whenUndecidable };
}

/** Whether it is the decision that failed, and not the database. */
async function stillAnswers(reader: Reader, signal: AbortSignal): Promise<boolean> {
  return await gateEnforcement(reader, signal).then(
    () => true,
    () => false
  );
}

function unknownService(service: string): Failure {
  return new Failure({
    status: 404,
    source: 'downstream',
    message: `There is no service "${service}".`,
    advice: 'GET services lists all services.',
  });
}
