import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DORA_METRIC_INFO, FOUR_METRICS } from '../src/model/dora-metrics';
import type { FourMetric } from '../src/model/dora-metrics';
import { ofOverview } from './annotations';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { doraQuery, metricTitle, toDetail, toWhy, withInterval } from './dora';
import { budgetRows } from './error-budgets';
import { decisions, heldChanges } from './gate';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { fixed } from './panels/colors';
import { openIncidents } from './incidents';
import { countedBars, lines } from './panels/graph';
import { card } from './panels/stat';
import { outages, ranking } from './reliability';

/**
 * The overview. What is wrong now comes first and fits a screen of 1440 x 900: the four metrics, error budgets, the change
 * gate and open incidents. Below it is the rest of the specification's screen.
 */

/** Panels 10 to 13, for the four metrics in order. */
const CARD_IDS: Readonly<Record<FourMetric, number>> = {
  deploymentFrequency: 10,
  leadTime: 11,
  mttr: 12,
  changeFailureRate: 13,
};

function metricCard(metric: FourMetric): Builder<Panel> {
  return card({
    id: CARD_IDS[metric],
    title: metricTitle(metric),
    description: `${DORA_METRIC_INFO[metric].sentence} In brackets its 95 % interval: where the truth lies nineteen times out of twenty. Before it its level by the chosen preset, which gives it its colour, or why there is none. The trend is against the period of the same length before: better or worse only where that is more than chance at 95 %. The line has one point for each bucket, and a gap where there is no data. A click leads to the rule, the sample and the records.`,
    width: 6,
    height: 6,
    value: withInterval(metric, { shape: 'value', compare: 'previousPeriod' }),
    name: metricTitle(metric),
    series: doraQuery(metric, { shape: 'series' }),
    links: [toDetail(metric)],
    seriesLinks: [toWhy(metric)],
  });
}

/** Beside the budgets are the gate and, below it, what is open. */
const BUDGETS_HEIGHT = 10;
const GATE_HEIGHT = 5;
const HALF = 12;

const NOW: Section = {
  panels: [
    ...FOUR_METRICS.map(metricCard),
    budgetRows({ id: 42, width: HALF, height: BUDGETS_HEIGHT }),
    decisions({ id: LINKED_PANELS.changeGate.panelId, width: HALF, height: GATE_HEIGHT }),
    openIncidents({ id: 80, width: HALF, height: BUDGETS_HEIGHT - GATE_HEIGHT }, { x: HALF, y: 6 + GATE_HEIGHT }),
  ],
};

const CHANGE_GATE: Section = {
  heading: { id: 4, title: 'Change gate' },
  panels: [heldChanges({ id: 71, width: 24, height: 7 })],
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
    ranking({ id: 60, width: 10, height: 14 }),
    outages({ id: 61, width: 14, height: 14 }, { limit: 10, isWide: false }),
  ],
};

export function sreMetrics(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.metrics,
    title: 'SRE Metrics',
    description:
      'What is wrong now: the four DORA metrics, error budgets, the change gate and open incidents; below, failures and deployments over time and the reliability of services. Every number leads to its records.',
    annotations: ofOverview(),
    range: '30d',
    refresh: '5m',
    sections: [NOW, OVER_TIME, RELIABILITY, CHANGE_GATE],
  });
}
