import { BigValueJustifyMode, BigValueTextMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard, Panel, Threshold } from '@grafana/grafana-foundation-sdk/dashboard';

import { DORA_METRIC_INFO, FOUR_METRICS } from '../src/model/dora-metrics';
import type { FourMetric } from '../src/model/dora-metrics';
import type { SavedQuery, SavedStatusQuery } from '../src/model/saved-query';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { doraQuery, metricTitle } from './dora';
import { REMAINING_PERCENT, budgetTable } from './error-budgets';
import { DASHBOARD_UIDS } from './ids';
import { fixed } from './panels/colors';
import { heading } from './panels/heading';
import { onlyRow, stat, topRows } from './panels/stat';
import { columns } from './panels/transformations';
import { scope } from './query';
import { NINES } from './reliability';

/**
 * A screen over the desks, read from five metres: few numbers, large, each with a word or a sign
 * beside its colour. Panels have no titles, since Grafana's do not grow with the screen.
 *
 * Heights add up to 28 rows, which fill 1080 pixels as they are.
 */

const SHORT_TITLES: Readonly<Record<FourMetric, string>> = {
  deploymentFrequency: 'Deployments',
  leadTime: 'Lead time, median',
  mttr: 'MTTR, mean',
  changeFailureRate: 'Change failures',
};

const headings = FOUR_METRICS.map((metric, index) =>
  heading({ id: 10 + index, text: SHORT_TITLES[metric], width: 6, height: 2 })
);

/** The value and, below it, the word for its level. */
function big(metric: FourMetric, id: number): Builder<Panel> {
  return stat({
    id,
    title: '',
    description: `${metricTitle(metric)}: ${DORA_METRIC_INFO[metric].sentence}`,
    width: 6,
    height: 7,
    queries: { A: doraQuery(metric, { shape: 'table' }) },
  })
    .textMode(BigValueTextMode.Value)
    .justifyMode(BigValueJustifyMode.Center)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(onlyRow('Value', 'Level'));
}

const DORA: Section = { panels: [...headings, ...FOUR_METRICS.map((metric, index) => big(metric, 20 + index))] };

/** More would be too small to read. */
const MOST_ROWS = 4;

/** Of each half of the grid. */
const NAMES_WIDTH = 8;
const NUMBERS_WIDTH = 4;

/** A list of a table's first rows, as large as they fit. */
interface List {
  readonly query: SavedQuery;
  readonly column: string;
  readonly description: string;
}

/** A panel of its own: beside a number, names have a fixed size and are cut. */
function names(id: number, { query, description }: Omit<List, 'column'>): Builder<Panel> {
  return stat({ id, title: '', description, width: NAMES_WIDTH, height: 12, queries: { A: query } })
    .colorScheme(fixed('text'))
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(topRows('Service', MOST_ROWS))
    .transformations(columns('Service'));
}

/** Beside them, in the same order. */
function numbers(id: number, { query, column, description }: List) {
  return stat({ id, title: '', description, width: NUMBERS_WIDTH, height: 12, queries: { A: query } })
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(topRows(column, MOST_ROWS))
    .transformations(columns(column));
}

const BUDGETS: List = {
  query: budgetTable(),
  column: 'Remaining',
  description: `The ${MOST_ROWS} SLOs in most trouble. ${REMAINING_PERCENT}`,
};

const AVAILABILITY: List = {
  query: { queryType: 'reliability', view: 'ranking', limit: MOST_ROWS, ...scope() },
  column: 'Availability',
  description: `The ${MOST_ROWS} least reliable services: share of the time range in which they were not down.`,
};

const STATE: Section = {
  panels: [
    heading({ id: 30, text: 'Error budget left', width: 12, height: 2 }),
    heading({ id: 31, text: 'Availability, least reliable', width: 12, height: 2 }),
    names(34, BUDGETS),
    numbers(32, BUDGETS).decimals(0),
    names(35, AVAILABILITY),
    numbers(33, AVAILABILITY)
      // A third decimal would make all of them smaller than can be read.
      .overrideByName('Availability', [{ id: 'decimals', value: 2 }])
      .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...NINES])),
  ],
};

const NONE_OPEN: readonly Threshold[] = [
  { value: null, color: 'green' },
  { value: 1, color: 'orange' },
];

const FRESHNESS: SavedStatusQuery = { queryType: 'status', view: 'freshness' };

const NOW: Section = {
  panels: [
    heading({ id: 40, text: 'Down now', width: 6, height: 2 }),
    heading({ id: 48, text: 'Changes gated', width: 6, height: 2 }),
    heading({ id: 41, text: 'Open P1/P2', width: 3, height: 2 }),
    heading({ id: 42, text: 'This data', width: 7, height: 2 }),
    heading({ id: 46, text: 'As of', width: 2, height: 2 }),
    stat({
      id: 43,
      title: '',
      description: 'Services that are down at the end of the time range.',
      width: 6,
      height: 3,
      queries: { A: { queryType: 'reliability', view: 'downNow', limit: 1, ...scope() } },
    })
      .textMode(BigValueTextMode.Value)
      .reduceOptions(onlyRow('Down')),
    stat({
      id: 49,
      title: '',
      description:
        'Services whose non-critical changes are blocked at the end of the time range, since their error budget is used up.',
      width: 6,
      height: 3,
      queries: { A: { queryType: 'gate', view: 'summary', limit: 1, ...scope() } },
    })
      .textMode(BigValueTextMode.Value)
      .reduceOptions(onlyRow('Gated')),
    stat({
      id: 44,
      title: '',
      description: 'P1 and P2 incidents that nobody has resolved yet.',
      width: 3,
      height: 3,
      queries: { A: doraQuery('mttr', { shape: 'table' }) },
    })
      .reduceOptions(onlyRow('Open'))
      .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...NONE_OPEN])),
    stat({
      id: 45,
      title: '',
      description: 'Whether every background job has succeeded lately.',
      width: 7,
      height: 3,
      queries: { A: FRESHNESS },
    })
      .textMode(BigValueTextMode.Value)
      .colorScheme(fixed('text'))
      .reduceOptions(onlyRow('State')),
    // A panel of its own: beside a longer text it would be as small.
    stat({
      id: 47,
      title: '',
      description:
        "When this was asked, by the database's clock. A time that stands still is a screen that does not refresh.",
      width: 2,
      height: 3,
      queries: { A: FRESHNESS },
    })
      .textMode(BigValueTextMode.Value)
      .colorScheme(fixed('text'))
      .reduceOptions(onlyRow('As of'))
      .overrideByName('As of', [{ id: 'unit', value: 'time:HH:mm' }]),
  ],
};

export function sreWall(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.wall,
    title: 'SRE wall',
    description:
      'For a screen over the desks. The link in the README opens it without menus and fitted into the window.',
    annotations: [],
    range: '30d',
    refresh: '1m',
    sections: [DORA, STATE, NOW],
    isBare: true,
  });
}
