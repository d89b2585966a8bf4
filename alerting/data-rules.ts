import { LINKED_PANELS } from '../dashboards/ids';
import { figure, label, whereKnown } from './rule';
import type { AlertGroup, AlertRule } from './rule';

const RANGE_SECONDS = 3600;

/** One instance for every background job in use. */
const DATA_STALE: AlertRule = {
  uid: 'sre-data-stale',
  title: 'SRE data is stale',
  severity: 'ticket',
  rangeSeconds: RANGE_SECONDS,
  queries: {
    A: { queryType: 'status', measure: 'staleness', shape: 'value' },
    G: { queryType: 'status', measure: 'age', shape: 'value' },
  },
  figures: { H: '$G / 3600' },
  condition: '$A == 1',
  // A job that fails every other time is one message.
  keepFiringFor: '10m',
  // A job that is stale stays so while the database is away, and is told neither as resolved nor anew.
  onError: 'KeepLast',
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
  calmTexts: {
    summary: whereKnown(['A'], `SRE data is fresh: ${label('job')}`, `SRE data: ${label('job')}`),
    description: whereKnown(
      ['A', 'H'],
      `The job ${label('job')} last succeeded ${figure('H', 1)} hours ago, which is not longer than it may take.`,
      `When the job ${label('job')} last succeeded is not known.`
    ),
  },
};

/**
 * The watchdog of all other rules, which keep their state while the data source does not answer; this one says so. Its
 * query has one number, whatever is recorded, and no condition to meet: only an error makes it fire.
 */
const DATA_UNREADABLE: AlertRule = {
  uid: 'sre-data-unreadable',
  title: 'SRE data cannot be read',
  severity: 'ticket',
  rangeSeconds: RANGE_SECONDS,
  queries: { A: { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value', groupBy: 'none' } },
  // Nothing is deployed less than never.
  condition: '$A < 0',
  pendingFor: '5m',
  onError: 'Error',
  panel: LINKED_PANELS.jobFreshness,
  about: 'dataSource',
  texts: {
    summary: 'SRE data can be read',
    description: 'The data source StackFlow SRE Metrics answers.',
  },
  wholeRuleTexts: {
    summary: 'SRE data cannot be read',
    description:
      'The data source StackFlow SRE Metrics did not answer. All other SRE alerts keep the state they had. ' +
      'Open the data source and press Save & test; it says what is wrong.',
  },
};

export const DATA_GROUP: AlertGroup = { name: 'SRE data', interval: '1m', rules: [DATA_STALE, DATA_UNREADABLE] };
