import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';

import type { Section } from './dashboard';
import { METRIC, doraQuery, withInterval } from './dora';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import { lines } from './panels/graph';
import { LINK, SAYING, TIME, table } from './panels/table';
import type { ColumnLook } from './panels/table';
import { columns } from './panels/transformations';
import { VARIABLES } from './variable-names';

/** Why the chosen metric changed: against its own past, split by service, and by its records. */

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
    queries: { A: doraQuery(METRIC, { view: 'signal', shape: 'series', wholeUnits: true }) },
    links: [TO_RECORDS],
  })
    .lineWidth(1)
    .axisSoftMin(0)
);

/** What each service contributed; the records are the second table of the same answer. */
const DIFFERENCE_QUERY = doraQuery(METRIC, { view: 'difference', shape: 'table', groupBy: 'service' });

/** The number itself, and what it rests on. */
const FACTS_QUERY = withInterval(METRIC, { shape: 'table', compare: 'previousPeriod' });

const FACTS_LOOKS: Readonly<Record<string, ColumnLook>> = {
  Value: { ...SAYING, links: [TO_RECORDS] },
  Interval: { title: '95 % interval', isWrapped: true },
  Level: { widthPx: 90 },
  Rule: { isWrapped: true },
  Sample: { isWrapped: true },
  Trend: { isWrapped: true },
  Previous: {},
  Excluded: { widthPx: 85 },
  Open: { widthPx: 65 },
  Evidence: { isWrapped: true },
};

const FACTS = table(
  {
    id: 9,
    title: `\${${VARIABLES.metric}:text}: level, rule and sample`,
    emptyText: 'No number for this metric',
    description:
      'The metric chosen at the top with its 95 % interval; its level by the chosen preset with the rule that gave it, or why there is none; how many records it is made of, and how many are left out; and how it compares with the period of the same length before: better or worse only where that is more than chance at 95 %.',
    width: 24,
    height: 4,
    queries: { A: FACTS_QUERY },
  },
  FACTS_LOOKS
).transformations(columns(...Object.keys(FACTS_LOOKS)));

export const WHY: Section = {
  heading: { id: 40, title: `Why did \${${VARIABLES.metric}:text} change?` },
  panels: [
    FACTS,
    SIGNAL,
    table(
      {
        id: 7,
        title: 'What each service contributed',
        emptyText: 'No record in this time range nor in the one before',
        description:
          'The chosen metric against the period of the same length before. The first row is the whole; the contributions of the services add up to it. Within is what a service contributed by doing better or worse, mix what it contributed by its share of the whole.',
        width: 24,
        height: 8,
        queries: { A: DIFFERENCE_QUERY },
      },
      {
        Service: { isWrapped: true },
        Contribution: { links: [TO_RECORDS], widthPx: 115 },
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
        width: 24,
        height: 8,
        queries: { A: DIFFERENCE_QUERY },
      },
      {
        ...Object.fromEntries(['Deployed', 'Resolved'].map((name) => [name, TIME])),
        Team: { isHidden: true },
        ...Object.fromEntries(
          ['Deployment', 'Change', 'Incident', 'Service'].map((name) => [name, { isWrapped: true }])
        ),
        Contribution: { links: [TO_RECORDS], widthPx: 115 },
        Period: { widthPx: 70 },
        Counted: { widthPx: 75 },
        Link: LINK,
        'Incident link': { ...LINK, widthPx: 75 },
      }
    ).frameIndex(1),
  ],
};
