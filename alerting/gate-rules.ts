import { LINKED_PANELS } from '../dashboards/ids';
import { figure, label, whereKnown, whereOver } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/** What an exhausted budget does to changes; true whether the gate is enforced or not, and while it is overridden. */
export const WHAT_WAITS =
  'Changes that are not critical wait where the gate is enforced, unless an override lets them pass; critical ones pass.';

/**
 * Tells a team that its changes wait, one instance for every service. That the budget is gone is told by a rule of
 * its own; this one is for whoever wonders why a change does not go on.
 */
const CHANGES_GATED: AlertRule = {
  uid: 'sre-changes-gated',
  title: 'Changes gated',
  severity: 'ticket',
  isNotifiedOnce: true,
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
      `An error budget of ${label('service')} is used up. ${WHAT_WAITS} ` +
      whereKnown(['B'], `The gate holds ${figure('B', 0)} now. `, '') +
      'What waits goes on by itself when the budget recovers. Put reliability work first. ' +
      'For what cannot wait, an Editor may release a change or override the gate in Grafana.',
  },
  calmTexts: {
    summary: whereKnown(['A'], `Changes not gated: ${label('service')}`, `Change gate: ${label('service')}`),
    description: whereKnown(
      ['A'],
      `The error budgets of ${label('service')} let its changes pass.` +
        whereOver('B', 0, ` The gate still holds ${figure('B', 0)}.`, ''),
      `Whether an error budget of ${label('service')} is used up is not known.`
    ),
  },
};

export const GATE_GROUP: AlertGroup = { name: 'SRE change gate', interval: '1m', rules: [CHANGES_GATED] };
