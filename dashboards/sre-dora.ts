import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DORA_METRIC_INFO, STATISTIC_LABELS } from '../src/model/dora-metrics';
import type { DoraMetric, DurationMetric, Statistic } from '../src/model/dora-metrics';
import type { Grouping } from '../src/model/query-fields';
import { ofChanges } from './annotations';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { PRESET, doraQuery, toWhy, withInterval } from './dora';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { valueLink } from './links';
import { fixed } from './panels/colors';
import { countedBars, lines } from './panels/graph';
import { LINK, SAYING_PX, TIME_PX, table } from './panels/table';
import type { ColumnLook } from './panels/table';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';
import { metricVariable, selectVariable } from './variables';

/** The DORA metrics at length: percentiles, groups, a heat table, and the records behind them. */

const METRIC = `$${VARIABLES.metric}` as const;

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
  (statistic === 'median' ? withInterval : doraQuery)(metric, { shape: 'series', statistic });

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

/** All records of the chosen metric, on this dashboard. */
const TO_RECORDS = valueLink('All records behind it', DASHBOARD_UIDS.dora, { [VARIABLES.select]: { value: 'all' } }, [
  VARIABLES.metric,
]);

/** Limits as a band, the usual in its middle, and the points that break a rule. */
const SIGNAL_LINES: Readonly<Record<string, readonly DynamicConfigValue[]>> = {
  Value: [
    { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
    { id: 'custom.lineWidth', value: 2 },
  ],
  Usual: [
    { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 6] } },
    { id: 'custom.showPoints', value: 'never' },
  ],
  'Lower limit': [
    { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
    { id: 'custom.showPoints', value: 'never' },
  ],
  'Upper limit': [
    { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
    { id: 'custom.showPoints', value: 'never' },
    { id: 'custom.fillBelowTo', value: 'Lower limit' },
    { id: 'custom.fillOpacity', value: 10 },
  ],
  Signal: [
    { id: 'color', value: { mode: 'fixed', fixedColor: 'orange' } },
    { id: 'custom.drawStyle', value: 'points' },
    { id: 'custom.pointSize', value: 11 },
  ],
};

const SIGNAL = Object.entries(SIGNAL_LINES).reduce(
  (graph, [line, look]) => graph.overrideByName(line, [...look]),
  lines({
    id: 6,
    title: `\${${VARIABLES.metric}:text} against its own past`,
    description:
      'The metric chosen at the top, week by week. The band is what it lies within by chance: natural process limits of the 24 weeks before the last eight. A week is marked where it is outside, where it is the third of four near a limit, or the eighth in a row on one side. The last week is marked once it is over.',
    width: 24,
    height: 8,
    queries: { A: doraQuery(METRIC, { view: 'signal', shape: 'series' }) },
    links: [TO_RECORDS],
  })
    .lineWidth(1)
    .axisSoftMin(0)
);

/** What each service contributed; the records are the second table of the same answer. */
const DIFFERENCE_QUERY = doraQuery(METRIC, { view: 'difference', shape: 'table', groupBy: 'service' });

const WHY: Section = {
  heading: { id: 40, title: `Why did \${${VARIABLES.metric}:text} change?` },
  panels: [
    SIGNAL,
    table(
      {
        id: 7,
        title: 'What each service contributed',
        emptyText: 'No record in this time range nor in the one before',
        description:
          'The chosen metric against the period of the same length before. The first row is the whole; the contributions of the services add up to it. Within is what a service contributed by doing better or worse, mix what it contributed by its share of the whole.',
        width: 10,
        height: 9,
        queries: { A: DIFFERENCE_QUERY },
      },
      {
        Service: { isWrapped: true },
        Contribution: { links: [TO_RECORDS] },
        Team: { isHidden: true },
        'Previous share': { isHidden: true },
        Share: { isHidden: true },
      }
    ),
    table(
      {
        id: 8,
        title: 'Records that moved it most',
        emptyText: 'No record in this time range nor in the one before',
        description:
          'The ten records that moved the chosen metric furthest in the direction in which it went, of the time range and of the period before. The contributions of all records add up to the change.',
        width: 14,
        height: 9,
        queries: { A: DIFFERENCE_QUERY },
      },
      {
        ...Object.fromEntries(['Deployed', 'Resolved'].map((name) => [name, { widthPx: TIME_PX }])),
        Team: { isHidden: true },
        Contribution: { links: [TO_RECORDS] },
        Period: { widthPx: 70 },
        Counted: { widthPx: 75 },
        Link: LINK,
        'Incident link': { ...LINK, widthPx: 100 },
      }
    ).frameIndex(1),
  ],
};

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
    queries: { A: doraQuery(METRIC, { shape: 'series', groupBy }) },
    links: [toRecordsOf(groupBy)],
  }).axisSoftMin(0);
}

const GROUPS: Section = {
  heading: { id: 10, title: 'The chosen metric by service and team' },
  panels: [grouped(11, 'service'), grouped(12, 'team')],
};

/** Columns that take the colour from cells without a level; they hide themselves. */
const CELL_STYLES = ['Deployment frequency', 'Lead time', 'MTTR', 'Change failure rate'].map((name) => `${name} style`);

/** A row for each group, a coloured cell for each metric. */
function scorecard(id: number, groupBy: Exclude<Grouping, 'none'>): Builder<Panel> {
  const group = groupBy === 'service' ? 'Service' : 'Team';
  const variable = groupBy === 'service' ? VARIABLES.service : VARIABLES.team;
  const cell = (metric: DoraMetric, title: string): ColumnLook => ({
    cell: 'number',
    title,
    widthPx: SAYING_PX,
    links: [
      valueLink(`Records of this ${groupBy}`, DASHBOARD_UIDS.dora, {
        [variable]: { column: group },
        [VARIABLES.metric]: { value: metric },
        [VARIABLES.select]: { value: 'all' },
      }),
    ],
  });
  const looks: Readonly<Record<string, ColumnLook>> = {
    [group]: { isWrapped: true },
    'Deployment frequency': cell('deploymentFrequency', 'Frequency'),
    'Lead time': cell('leadTime', 'Lead time'),
    MTTR: cell('mttr', 'MTTR'),
    'Change failure rate': cell('changeFailureRate', 'Failure rate'),
  };
  return table(
    {
      id,
      title: `Metrics by ${groupBy}`,
      emptyText: `No ${groupBy} matches`,
      description: `The four DORA metrics of each ${groupBy}: deployment frequency, median lead time, mean MTTR, change failure rate. Green is elite, blue high, orange medium, red low, by the chosen preset; a cell is plain where a level would rest on too little, and empty where nothing is measured.`,
      width: 12,
      height: 11,
      queries: { A: { queryType: 'scorecard', groupBy, preset: PRESET, ...scope() } },
    },
    looks
  ).transformations(columns(...Object.keys(looks), ...CELL_STYLES));
}

const HEAT: Section = {
  heading: { id: 20, title: 'Every metric by service and team' },
  panels: [scorecard(21, 'service'), scorecard(22, 'team')],
};

/** Which of them there are depends on the metric. */
const RECORD_COLUMNS: Readonly<Record<string, ColumnLook>> = {
  ...Object.fromEntries(
    ['Deployed', 'Created', 'Closed', 'Resolved', 'Linked'].map((name) => [name, { widthPx: TIME_PX }])
  ),
  Deployment: { widthPx: 220 },
  Incident: { widthPx: 220 },
  Verdict: { widthPx: 95 },
  Reason: { widthPx: 160 },
  Priority: { widthPx: 75 },
  Services: { widthPx: 160 },
  'External id': { isWrapped: true },
  // No wider than their headings.
  'Time to restore': { widthPx: 120 },
  'Recovery time': { widthPx: 120 },
  'Link reason': { widthPx: 100 },
  'Users affected': { widthPx: 120 },
  'Linked change': { widthPx: 160 },
  Counted: { widthPx: 75 },
  'Why not': { widthPx: 95 },
  Link: LINK,
  'Incident link': { ...LINK, widthPx: 100 },
  'Change link': { ...LINK, widthPx: 95 },
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
