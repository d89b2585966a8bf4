import { LINKED_PANELS } from '../dashboards/ids';
import type { DoraMetric } from '../src/model/dora-metrics';
import type { DoraQueryInput } from '../src/model/dora-query';
import { figure, label, whereKnown } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/** Alerts on DORA metrics that have left the elite level: one instance for every service. */

const RANGE_DAYS = 30;
const RANGE_SECONDS = RANGE_DAYS * 86_400;

/** The elite level of the preset `stackflow` ends here. */
const ELITE_FAILURE_PERCENT = 5;
const ELITE_SECONDS = 3600;

function byService(metric: DoraMetric): DoraQueryInput {
  return { queryType: 'dora', metric, shape: 'value', groupBy: 'service' };
}

const LAST_DAYS = `in the last ${RANGE_DAYS} days`;

/** What these rules have in common: a month's figure moves slowly, so there is no hurry either way. */
const COMMON = {
  severity: 'ticket',
  rangeSeconds: RANGE_SECONDS,
  pendingFor: '30m',
  keepFiringFor: '1h',
  onError: 'KeepLast',
  about: 'service',
} as const;

const CHANGE_FAILURE_RATE: AlertRule = {
  ...COMMON,
  uid: 'sre-change-failure-rate',
  title: 'Change failure rate at or over 5 %',
  queries: { A: byService('changeFailureRate') },
  condition: `$A >= ${ELITE_FAILURE_PERCENT}`,
  panel: LINKED_PANELS.changeFailureRate,
  texts: {
    summary: whereKnown(
      ['A'],
      `Change failure rate ${figure('A', 1)} %: ${label('service')}`,
      `No change failure rate: ${label('service')}`
    ),
    description: whereKnown(
      ['A'],
      `Of the production deployments of ${label('service')} ${LAST_DAYS} ${figure('A', 1)} % failed, ` +
        `by their outcome or by a linked P1 or P2 incident within 24 hours; elite is under ${ELITE_FAILURE_PERCENT} %. ` +
        'Look for what the failed ones have in common, and make changes smaller until it is found.',
      `${label('service')} has no production deployment ${LAST_DAYS}.`
    ),
  },
};

const LEAD_TIME: AlertRule = {
  ...COMMON,
  uid: 'sre-lead-time-past-elite',
  title: 'Lead time past elite',
  queries: { A: { ...byService('leadTime'), statistic: 'median' } },
  figures: { H: '$A / 3600' },
  condition: `$A >= ${ELITE_SECONDS}`,
  panel: LINKED_PANELS.leadTime,
  texts: {
    summary: whereKnown(
      ['H'],
      `Lead time ${figure('H', 1)} hours: ${label('service')}`,
      `No lead time: ${label('service')}`
    ),
    description: whereKnown(
      ['H'],
      `Half of the changes of ${label('service')} ${LAST_DAYS} took ${figure('H', 1)} hours or more ` +
        'from their creation to their closing (median of successful production deployments); elite is under 1 hour. ' +
        'Look at where changes wait: review, approval, the pipeline, or being closed.',
      `${label('service')} has no successful production deployment ${LAST_DAYS}.`
    ),
  },
};

const MTTR: AlertRule = {
  ...COMMON,
  uid: 'sre-mttr-past-elite',
  title: 'MTTR past elite',
  queries: { A: { ...byService('mttr'), statistic: 'mean' } },
  figures: { H: '$A / 3600' },
  condition: `$A >= ${ELITE_SECONDS}`,
  panel: LINKED_PANELS.mttr,
  texts: {
    summary: whereKnown(['H'], `MTTR ${figure('H', 1)} hours: ${label('service')}`, `No MTTR: ${label('service')}`),
    description: whereKnown(
      ['H'],
      `It took ${figure('H', 1)} hours on average (mean) to resolve the P1 and P2 incidents of ${label('service')} that ` +
        `ended ${LAST_DAYS}; elite is under 1 hour. ` +
        'Look at how they were noticed, how long the cause was searched for, and whether rolling back was tried first.',
      `No P1 or P2 incident of ${label('service')} ended ${LAST_DAYS}.`
    ),
  },
};

export const DORA_GROUP: AlertGroup = {
  name: 'SRE DORA metrics',
  interval: '10m',
  rules: [CHANGE_FAILURE_RATE, LEAD_TIME, MTTR],
};
