import { LINKED_PANELS } from '../dashboards/ids';
import { figure, label, whereKnown } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/**
 * The watchdog of all other alerts, one instance for every background job in use. The other rules
 * keep their state while the data source does not answer; this one says so.
 */
const DATA_STALE: AlertRule = {
  uid: 'sre-data-stale',
  title: 'SRE data is stale',
  severity: 'ticket',
  rangeSeconds: 3600,
  queries: {
    A: { queryType: 'status', measure: 'staleness', shape: 'value' },
    G: { queryType: 'status', measure: 'age', shape: 'value' },
  },
  figures: { H: '$G / 3600' },
  condition: '$A == 1',
  pendingFor: '10m',
  // An error is an instance of its own and leaves no other: for an hour no stale job is told as resolved by it.
  missingEvaluations: 12,
  onError: 'Error',
  panel: LINKED_PANELS.jobFreshness,
  about: 'job',
  texts: {
    summary: `SRE data is stale: ${label('job')}`,
    description:
      // A job that never succeeded has no age.
      `The job ${label('job')} ${whereKnown(['H'], `last succeeded ${figure('H', 1)} hours ago`, 'has never succeeded')}, ` +
      'which is longer than it may take. Figures on dashboards and in alerts miss what happened since. ' +
      'Look at the log of the job.',
  },
  wholeRuleTexts: {
    summary: 'SRE data cannot be read',
    description:
      'The data source StackFlow SRE Metrics did not answer. All other SRE alerts keep the state they had. ' +
      'Open the data source and press Save & test; it says what is wrong.',
  },
};

export const DATA_GROUP: AlertGroup = { name: 'SRE data', interval: '5m', rules: [DATA_STALE] };
