import { LINKED_PANELS } from '../dashboards/ids';
import { figure, label, whereKnown } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/**
 * Tells a team that its changes wait, one instance for every service. That the budget is gone is told by a rule of
 * its own; this one is for whoever wonders why a change does not go on.
 */
const CHANGES_GATED: AlertRule = {
  uid: 'sre-changes-gated',
  title: 'Changes gated',
  severity: 'ticket',
  // The state is asked at the range's end; its length only sets what Grafana's preview shows.
  rangeSeconds: 3600,
  queries: {
    A: { queryType: 'gate', view: 'decisions', shape: 'value' },
    B: { queryType: 'gate', view: 'blocked', shape: 'value' },
  },
  condition: '$A == 1',
  // Downtime that leaves the window and comes back must not send message after message.
  keepFiringFor: '15m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.changeGate,
  about: 'service',
  texts: {
    summary: `Changes gated: ${label('service')}`,
    description:
      `An error budget of ${label('service')} is used up, so its non-critical changes wait` +
      `${whereKnown(['B'], `; the gate holds ${figure('B', 0)} of them`, '')}. ` +
      'They go on by themselves when the budget recovers; critical changes pass. Put reliability work first. ' +
      'For what cannot wait, an Editor may release a change or override the gate in Grafana.',
  },
};

export const GATE_GROUP: AlertGroup = { name: 'SRE change gate', interval: '1m', rules: [CHANGES_GATED] };
