import type { Criticality } from '../../../model/gate';
import type { GateDecision } from './decisions';

/** Whether a change may go ahead, and in one sentence why. */
export interface GateVerdict {
  readonly decision: 'pass' | 'blocked';
  readonly because: 'notGated' | 'noSlo' | 'critical' | 'override' | 'gated';
  readonly text: string;
}

/** What the gate says of a change of this criticality. */
export function gateVerdict(decision: GateDecision, criticality: Criticality): GateVerdict {
  const { service, gated, figures, override, reason } = decision;
  if (!gated) {
    return figures === null
      ? { decision: 'pass', because: 'noSlo', text: `${service} has no SLO that could gate it.` }
      : { decision: 'pass', because: 'notGated', text: `${service} is not gated: no error budget of it is used up.` };
  }
  const why = `${service} is gated. ${reason ?? ''}`.trimEnd();
  if (criticality === 'critical') {
    return { decision: 'pass', because: 'critical', text: `${why} Critical changes pass.` };
  }
  if (override !== null) {
    const until = new Date(override.untilMs).toISOString();
    return {
      decision: 'pass',
      because: 'override',
      text: `${why} ${override.by} lets changes pass until ${until}: ${override.reason}`,
    };
  }
  return { decision: 'blocked', because: 'gated', text: `${why} Non-critical changes wait.` };
}
