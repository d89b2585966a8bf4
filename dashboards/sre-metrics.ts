import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import type { DataQualityCheck } from '../src/model/data-quality-checks';
import { DORA_METRIC_INFO, FOUR_METRICS } from '../src/model/dora-metrics';
import type { FourMetric } from '../src/model/dora-metrics';
import { ofChanges } from './annotations';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { doraQuery, metricTitle, toDetail, toWhy, withInterval } from './dora';
import { dials, minutesRemaining } from './error-budgets';
import { decisions, heldChanges } from './gate';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { valueLink } from './links';
import { fixed } from './panels/colors';
import { countedBars, lines, sparkline } from './panels/graph';
import { onlyValues, stat, words } from './panels/stat';
import { outages, ranking } from './reliability';
import { VARIABLES } from './variable-names';

/** The specification's screen: DORA metrics, error budgets, failure rate, frequency and reliability. */

/** Panels 10, 20 and 30 and those after them, for the four metrics in order. */
const CARD_IDS: Readonly<Record<FourMetric, number>> = {
  deploymentFrequency: 0,
  leadTime: 1,
  mttr: 2,
  changeFailureRate: 3,
};
const CARD_WIDTH = 6;

function value(metric: FourMetric): Builder<Panel> {
  return stat({
    id: 10 + CARD_IDS[metric],
    title: metricTitle(metric),
    description: `${DORA_METRIC_INFO[metric].sentence} Its colour is the level's, plain where it rests on too little for one. In brackets its 95 % interval: where the truth lies nineteen times out of twenty.`,
    width: CARD_WIDTH,
    height: 4,
    queries: { A: withInterval(metric, { shape: 'value' }) },
    links: [toDetail(metric)],
  }).reduceOptions(onlyValues());
}

/** What is missing where a failure rate is not measured. */
const TO_UNLINKED = valueLink('Unlinked incidents', DASHBOARD_UIDS.dataQuality, {
  [VARIABLES.check]: { value: 'unlinkedIncidents' satisfies DataQualityCheck },
});

function facts(metric: FourMetric): Builder<Panel> {
  const panelFacts = {
    id: 20 + CARD_IDS[metric],
    title: '',
    description:
      'The level by the chosen preset with the rule that gave it, or why there is none; how many records the number is made of; and how it compares with the period of the same length before: better or worse only where that is more than chance at 95 %.',
    width: CARD_WIDTH,
    height: 5,
    queries: { A: doraQuery(metric, { shape: 'table', compare: 'previousPeriod' }) },
    links: [toDetail(metric)],
  };
  return words(panelFacts, 'Level', 'Rule', 'Sample', 'Trend').overrideByName('Rule', [
    { id: 'links', value: [TO_UNLINKED] },
  ]);
}

function trend(metric: FourMetric): Builder<Panel> {
  return sparkline({
    id: 30 + CARD_IDS[metric],
    title: '',
    description: `${DORA_METRIC_INFO[metric].sentence} One point for each bucket; a gap is a bucket without data.`,
    width: CARD_WIDTH,
    height: 3,
    queries: { A: doraQuery(metric, { shape: 'series' }) },
    links: [toWhy(metric)],
  });
}

const DORA: Section = { panels: [...FOUR_METRICS.map(value), ...FOUR_METRICS.map(facts), ...FOUR_METRICS.map(trend)] };

const ERROR_BUDGETS: Section = {
  heading: { id: 1, title: 'Error budgets' },
  panels: [dials({ id: 40, width: 24, height: 7 }), minutesRemaining({ id: 41, width: 24, height: 4 })],
};

const CHANGE_GATE: Section = {
  heading: { id: 4, title: 'Change gate' },
  panels: [
    decisions({ id: LINKED_PANELS.changeGate.panelId, width: 14, height: 8 }),
    heldChanges({ id: 71, width: 10, height: 8 }),
  ],
};

const OVER_TIME: Section = {
  heading: { id: 2, title: 'Over time' },
  panels: [
    lines({
      id: 50,
      title: 'Change failure rate',
      description: DORA_METRIC_INFO.changeFailureRate.sentence,
      width: 12,
      height: 8,
      queries: { A: withInterval('changeFailureRate', { shape: 'series' }) },
      links: [toWhy('changeFailureRate')],
    })
      // The band's too.
      .colorScheme(fixed('blue'))
      .axisSoftMin(0),
    countedBars({
      id: 51,
      title: 'Successful deployments',
      description: DORA_METRIC_INFO.deploymentFrequency.sentence,
      width: 12,
      height: 8,
      queries: { A: doraQuery('deploymentFrequency', { shape: 'series' }) },
      links: [toWhy('deploymentFrequency')],
    }),
  ],
};

const RELIABILITY: Section = {
  heading: { id: 3, title: 'Service reliability' },
  panels: [
    // Ten rows are in sight.
    ranking({ id: 60, width: 10, height: 12 }),
    outages({ id: 61, width: 14, height: 12 }, { limit: 10, isWide: false }),
  ],
};

export function sreMetrics(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.metrics,
    title: 'SRE Metrics',
    description:
      'The four DORA metrics, error budgets, the change gate and the reliability of services. Every number leads to its records.',
    annotations: ofChanges(FOUR_METRICS.map((metric) => 30 + CARD_IDS[metric])),
    range: '30d',
    refresh: '5m',
    sections: [DORA, ERROR_BUDGETS, CHANGE_GATE, OVER_TIME, RELIABILITY],
  });
}
