import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DORA_METRIC_INFO, STATISTIC_LABELS } from '../src/model/dora-metrics';
import type { DurationMetric, Statistic } from '../src/model/dora-metrics';
import type { Grouping } from '../src/model/query-fields';
import { ofChanges } from './annotations';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { METRIC, doraQuery, toWhy, withInterval } from './dora';
import { HEAT } from './dora-scorecards';
import { WHY } from './dora-why';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { valueLink } from './links';
import { fixed } from './panels/colors';
import { LEGEND_AT_RIGHT, countedBars, lines } from './panels/graph';
import { LINK, TIME, table } from './panels/table';
import type { ColumnLook } from './panels/table';
import { scope } from './query';
import { VARIABLES } from './variable-names';
import { metricVariable, selectVariable } from './variables';

/** The DORA metrics at length: percentiles, groups, a heat table, and the records behind them. */

const BAND = 'The band is the 95 % interval.';

/** The same statistic has the same colour in both graphs. */
const STATISTIC_LINES = {
  median: { refId: 'A', color: 'blue' },
  p75: { refId: 'B', color: 'purple' },
  p90: { refId: 'C', color: 'orange' },
  mean: { refId: 'D', color: 'text' },
} as const satisfies Partial<Record<Statistic, { readonly refId: string; readonly color: string }>>;
type ShownStatistic = keyof typeof STATISTIC_LINES;

/** The band of the median alone: those of four lines would hide each other. */
const lineOf = (metric: DurationMetric, statistic: ShownStatistic) =>
  (statistic === 'median' ? withInterval : doraQuery)(metric, { shape: 'series', statistic, wholeUnits: true });

function percentiles(metric: DurationMetric, id: number, statistics: readonly ShownStatistic[]): Builder<Panel> {
  const { label, sentence } = DORA_METRIC_INFO[metric];
  const graph = lines({
    id,
    title: `${label}: ${statistics.map((statistic) => STATISTIC_LABELS[statistic]).join(', ')}`,
    description: `${sentence} Percentiles interpolate linearly. ${BAND}`,
    width: 12,
    height: 9,
    queries: Object.fromEntries(
      statistics.map((statistic) => [STATISTIC_LINES[statistic].refId, lineOf(metric, statistic)] as const)
    ),
    links: [toWhy(metric)],
  }).axisSoftMin(0);
  return statistics.reduce((configured, statistic) => {
    const { refId, color } = STATISTIC_LINES[statistic];
    return configured
      .overrideByQuery(refId, [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }])
      .overrideByName(`${label} (${STATISTIC_LABELS[statistic]})`, [
        { id: 'displayName', value: STATISTIC_LABELS[statistic] },
      ]);
  }, graph);
}

const OVER_TIME: Section = {
  heading: { id: 41, title: 'The metrics over time' },
  panels: [
    percentiles('leadTime', LINKED_PANELS.leadTime.panelId, ['median', 'p75', 'p90']),
    percentiles('mttr', LINKED_PANELS.mttr.panelId, ['median', 'p75', 'p90', 'mean']),
    lines({
      id: LINKED_PANELS.changeFailureRate.panelId,
      title: 'Change failure rate',
      description: `${DORA_METRIC_INFO.changeFailureRate.sentence} ${BAND}`,
      width: 12,
      height: 9,
      queries: { A: withInterval('changeFailureRate', { shape: 'series' }) },
      links: [toWhy('changeFailureRate')],
    })
      // The band's too.
      .colorScheme(fixed('blue'))
      .axisSoftMin(0),
    countedBars({
      id: LINKED_PANELS.deploymentFrequency.panelId,
      title: 'Successful deployments',
      description: DORA_METRIC_INFO.deploymentFrequency.sentence,
      width: 12,
      height: 9,
      queries: { A: doraQuery('deploymentFrequency', { shape: 'series' }) },
      links: [toWhy('deploymentFrequency')],
    }),
  ],
};

/** From a line's point to the records of its group; the metric stays the one chosen. */
function toRecordsOf(group: 'service' | 'team') {
  return valueLink(`Records of this ${group}`, DASHBOARD_UIDS.dora, { [VARIABLES[group]]: { label: group } }, [
    VARIABLES.metric,
    VARIABLES.select,
  ]);
}

function grouped(id: number, groupBy: Exclude<Grouping, 'none'>): Builder<Panel> {
  return lines({
    id,
    title: `\${${VARIABLES.metric}:text} by ${groupBy}`,
    description: `The metric chosen at the top, a line for each ${groupBy}. A duration is shown by its usual statistic.`,
    width: 12,
    height: 9,
    queries: { A: doraQuery(METRIC, { shape: 'series', groupBy, wholeUnits: true }) },
    links: [toRecordsOf(groupBy)],
  })
    .axisSoftMin(0)
    .legend(LEGEND_AT_RIGHT);
}

const GROUPS: Section = {
  heading: { id: 10, title: 'The chosen metric by service and team' },
  panels: [grouped(11, 'service'), grouped(12, 'team')],
};

/** Which of them there are depends on the metric. */
const RECORD_COLUMNS: Readonly<Record<string, ColumnLook>> = {
  ...Object.fromEntries(['Deployed', 'Created', 'Closed', 'Resolved', 'Linked'].map((name) => [name, TIME])),
  Deployment: { isWrapped: true },
  Incident: { isWrapped: true },
  Service: { isWrapped: true },
  Team: { isWrapped: true },
  Verdict: { widthPx: 85 },
  Reason: { isWrapped: true },
  Priority: { widthPx: 75 },
  Services: { isWrapped: true },
  'External id': { widthPx: 150, isWrapped: true },
  'Time to restore': { widthPx: 95 },
  'Recovery time': { widthPx: 95 },
  'Link reason': { widthPx: 90, isWrapped: true },
  'Users affected': { widthPx: 85 },
  'Linked change': { isWrapped: true },
  Counted: { widthPx: 75 },
  'Why not': { widthPx: 95, isWrapped: true },
  Link: LINK,
  'Incident link': { ...LINK, widthPx: 75 },
  'Change link': { ...LINK, widthPx: 75 },
};

const RECORDS: Section = {
  heading: { id: 30, title: 'Records' },
  panels: [
    table(
      {
        id: 31,
        title: `Records behind \${${VARIABLES.metric}:text}`,
        emptyText: 'No record in this time range',
        description:
          'The deployments or incidents behind the metric chosen at the top, newest first. Each row says whether it counts, and if not why; its link opens the record.',
        width: 24,
        height: 14,
        queries: {
          A: { queryType: 'records', metric: METRIC, select: `$${VARIABLES.select}`, limit: 1000, ...scope() },
        },
      },
      RECORD_COLUMNS
    ),
  ],
};

export function sreDora(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.dora,
    title: 'DORA detail',
    description: 'Why a DORA metric changed, its percentiles, services and teams, and the records behind each number.',
    variables: [metricVariable(), selectVariable()],
    annotations: ofChanges(),
    range: '90d',
    refresh: '5m',
    sections: [WHY, OVER_TIME, GROUPS, HEAT, RECORDS],
  });
}
