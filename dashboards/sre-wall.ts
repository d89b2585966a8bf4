import { BigValueJustifyMode, BigValueTextMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { MappingType, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard, Panel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

import { TEXT_COLOURS } from '../src/model/colours';
import { DORA_METRIC_INFO, FOUR_METRICS } from '../src/model/dora-metrics';
import type { FourMetric } from '../src/model/dora-metrics';
import type { SavedQuery, SavedStatusQuery } from '../src/model/saved-query';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { doraQuery, metricTitle } from './dora';
import { REMAINING_PERCENT, budgetTable } from './error-budgets';
import { DASHBOARD_UIDS } from './ids';
import { NO_DATA_IS_PLAIN, fixed, steps } from './panels/colors';
import type { PanelFacts } from './panels/base';
import { heading } from './panels/heading';
import { onlyRow, stat, topRows } from './panels/stat';
import { columns } from './panels/transformations';
import { scope } from './query';

/**
 * A screen over the desks, read from five metres: few numbers, large, each with a word or a sign
 * beside its colour. Panels have no titles, since Grafana's do not grow with the screen.
 *
 * Grafana makes a text as large as its panel holds, by the width that the text has in the font that is
 * there when it first comes; on a slow day that is another font, a fifth narrower than the one that is
 * then drawn. So panels are as wide as their usual texts are at their full height, which cuts none.
 *
 * Heights add up to 27 rows, which nearly fill 1080 pixels as they are.
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

/** More would be too small to read, fewer too wide for their panel. */
const MOST_ROWS = 5;

/** Of each half of the grid. */
const NAMES_WIDTH = 9;
const NUMBERS_WIDTH = 3;
const LIST_HEIGHT = 10;

/** A list of a table's first rows, as large as they fit. */
interface List {
  readonly query: SavedQuery;
  readonly column: string;
  readonly description: string;
}

/** A long name is drawn a hair wider than Grafana reckons, and would go on in a second line that is cut. */
const UNBROKEN: ValueMapping = {
  type: MappingType.RegexToText,
  options: { pattern: '/ /g', result: { text: '\u00a0', index: 1 } },
};

/** A panel of its own: beside a number, names have a fixed size and are cut. */
function names(id: number, { query, description }: Omit<List, 'column'>): Builder<Panel> {
  return stat({ id, title: '', description, width: NAMES_WIDTH, height: LIST_HEIGHT, queries: { A: query } })
    .colorScheme(fixed('text'))
    .mappings([UNBROKEN, NO_DATA_IS_PLAIN])
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(topRows('Service', MOST_ROWS))
    .transformations(columns('Service'));
}

/** Beside them, in the same order. */
function numbers(id: number, { query, column, description }: List) {
  return stat({ id, title: '', description, width: NUMBERS_WIDTH, height: LIST_HEIGHT, queries: { A: query } })
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
      .overrideByName('Availability', [{ id: 'decimals', value: 2 }]),
  ],
};

const NONE_OPEN = steps([null, TEXT_COLOURS.good], [1, TEXT_COLOURS.warning]);

const FRESHNESS: SavedStatusQuery = { queryType: 'status', view: 'freshness' };

/** A word or a number beside its heading. */
function fact(facts: Omit<PanelFacts, 'title' | 'height'>) {
  return stat({ ...facts, title: '', height: FACT_HEIGHT })
    .textMode(BigValueTextMode.Value)
    .orientation(VizOrientation.Horizontal);
}

const FACT_HEIGHT = 3;
const besides = (id: number, text: string, width: number) =>
  heading({ id, text, width, height: FACT_HEIGHT, isCentred: true });

const NOW: Section = {
  panels: [
    besides(40, 'Down now', 3),
    fact({
      id: 43,
      description: 'Services that are down at the end of the time range.',
      width: 6,
      queries: { A: { queryType: 'reliability', view: 'downNow', limit: 1, ...scope() } },
    }).reduceOptions(onlyRow('Down')),
    besides(48, 'Changes gated', 4),
    fact({
      id: 49,
      description:
        'Services whose non-critical changes are blocked at the end of the time range, since their error budget is used up.',
      width: 11,
      queries: { A: { queryType: 'gate', view: 'summary', limit: 1, ...scope() } },
    }).reduceOptions(onlyRow('Gated')),
    besides(41, 'Open P1/P2', 3),
    fact({
      id: 44,
      description: 'P1 and P2 incidents that nobody has resolved yet.',
      width: 2,
      queries: { A: doraQuery('mttr', { shape: 'table' }) },
    })
      .reduceOptions(onlyRow('Open'))
      .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...NONE_OPEN])),
    besides(42, 'This data', 3),
    fact({
      id: 45,
      description: 'Whether every background job has succeeded lately, and whether records still come.',
      width: 10,
      queries: { A: FRESHNESS },
    })
      .colorScheme(fixed('text'))
      .reduceOptions(onlyRow('State')),
    besides(46, 'As of', 2),
    // A panel of its own: beside a longer text it would be as small.
    fact({
      id: 47,
      description:
        "When this was asked, by the database's clock. A time that stands still is a screen that does not refresh.",
      width: 4,
      queries: { A: FRESHNESS },
    })
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
