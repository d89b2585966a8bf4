import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard, Panel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

import { CELL_COLOURS, TEXT_COLOURS } from '../src/model/colours';
import { DORA_METRIC_INFO, FOUR_METRICS } from '../src/model/dora-metrics';
import type { FourMetric } from '../src/model/dora-metrics';
import { SHORTFALL_WORDS } from '../src/model/level-evidence';
import { PERFORMANCE_LEVELS } from '../src/model/performance-levels';
import type { PerformanceLevel } from '../src/model/performance-levels';
import type { SavedErrorBudgetQuery, SavedReliabilityQuery, SavedStatusQuery } from '../src/model/saved-query';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { doraQuery, metricTitle } from './dora';
import { REMAINING_PERCENT, budgetTable } from './error-budgets';
import { DASHBOARD_UIDS } from './ids';
import type { PanelFacts } from './panels/base';
import { fixed, steps } from './panels/colors';
import { heading } from './panels/heading';
import { NO_BREAK, OWN_TEXT, lineOf, lines, linesOf, noValueIn, textOf } from './panels/line';
import type { Line } from './panels/line';
import { columns } from './panels/transformations';
import { scope } from './query';

/**
 * A screen over the desks, read from five metres: few texts, large. It is plain while all is well; what is wrong stands on
 * a block of colour, in words. Panels have no titles, since Grafana's do not grow with the screen.
 *
 * Heights add up to the 26 rows that a screen of 1080 pixels has. `autofitpanels` rounds each height by itself, and a row
 * of text needs two of the grid's at the least: these heights become 18 rows at 768 pixels and 54 of 55 at 2160.
 */
const HEIGHTS = { alarms: 4, dora: 7, headings: 3, lists: 9, facts: 3 } as const;

type WallFacts = Omit<PanelFacts, 'title' | 'height'>;

/** What an answer of one row says in words, on a block where it is an alarm. */
function headline(facts: WallFacts, height: number): Builder<Panel> {
  return lines({ ...facts, title: '', height }, { column: 'Headline' });
}

/** Names of what is down or gated; of more, their number is told. */
const MOST_NAMES = 2;

const ALARMS: Section = {
  panels: [
    headline(
      {
        id: 43,
        description: 'Services that are down at the end of the time range.',
        width: 12,
        queries: { A: { queryType: 'reliability', view: 'downNow', limit: MOST_NAMES, ...scope() } },
      },
      HEIGHTS.alarms
    ),
    headline(
      {
        id: 49,
        description:
          'Services whose non-critical changes are blocked at the end of the time range, since their error budget is used up.',
        width: 12,
        queries: { A: { queryType: 'gate', view: 'summary', limit: MOST_NAMES, ...scope() } },
      },
      HEIGHTS.alarms
    ),
  ],
};

/** A title with the columns and the room that make all four as large as each other. */
const TITLES: Readonly<Record<FourMetric, { readonly text: string; readonly width: number; readonly room: number }>> = {
  deploymentFrequency: { text: 'Deployments', width: 5, room: 1 },
  leadTime: { text: 'Lead time, median', width: 7, room: 1 },
  mttr: { text: 'MTTR, mean', width: 5, room: 2 },
  changeFailureRate: { text: 'Change failures', width: 7, room: 3 },
};

/** Levels that call for nothing are plain. */
const LEVEL_COLOURS: Readonly<Record<PerformanceLevel, string>> = {
  elite: TEXT_COLOURS.plain,
  high: TEXT_COLOURS.plain,
  medium: TEXT_COLOURS.warning,
  low: TEXT_COLOURS.bad,
};

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const LEVEL_WORDS: ValueMapping = {
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    [
      ...PERFORMANCE_LEVELS.map((level) => [level, LEVEL_COLOURS[level]] as const),
      ...Object.values(SHORTFALL_WORDS).map((word) => [word, TEXT_COLOURS.plain] as const),
    ].map(([word, color], index) => [word, { text: capitalised(word), color, index }])
  ),
};

const PLAIN = { id: 'color', value: { mode: 'fixed', fixedColor: TEXT_COLOURS.plain } };

/** What it is, its value, and the word for its level. */
function metricPanel(metric: FourMetric, index: number): Builder<Panel> {
  const { text, width, room } = TITLES[metric];
  return linesOf(
    {
      id: 20 + index,
      title: '',
      description: `${metricTitle(metric)}: ${DORA_METRIC_INFO[metric].sentence}`,
      width,
      height: HEIGHTS.dora,
      queries: { A: doraQuery(metric, { shape: 'table' }) },
    },
    3
  )
    .transformations(columns('Metric', 'Value', 'Level'))
    .overrideByName('Metric', [lineOf(text.replaceAll(' ', NO_BREAK), room), PLAIN])
    .overrideByName('Value', [lineOf(OWN_TEXT), PLAIN])
    .overrideByName('Level', [
      lineOf(OWN_TEXT),
      { id: 'mappings', value: [LEVEL_WORDS, noValueIn(TEXT_COLOURS.plain)] },
    ]);
}

const DORA: Section = { panels: FOUR_METRICS.map(metricPanel) };

/** Rows of a list: more would be too small to read. */
const PAGE_ROWS = 4;
/** Longer than from one refresh to the next, so that none is passed over. */
const PAGE_SECONDS = 40;
const REFRESH = '30s';

const PAGES = { pageRows: PAGE_ROWS, pageSeconds: PAGE_SECONDS } as const;

const BUDGETS: SavedErrorBudgetQuery = { ...budgetTable(), ...PAGES };
const RANKING: SavedReliabilityQuery = { queryType: 'reliability', view: 'ranking', ...scope(), ...PAGES };

/** A list's rows: a name with its number, as other dashboards write it. */
function list(facts: WallFacts, column: string, blocks: Line['blocks']): Builder<Panel> {
  const room = textOf('Room');
  const text = `${room}${textOf('Title')}${NO_BREAK}${NO_BREAK}${textOf(column)}${room}`;
  return lines(
    { ...facts, title: '', height: HEIGHTS.lists },
    { column, others: ['Title', 'Room'], text, rows: PAGE_ROWS, ...(blocks && { blocks }) }
  );
}

/** Beside the heading of a list. */
function besides(facts: WallFacts, line: Line) {
  return lines({ ...facts, title: '', height: HEIGHTS.headings }, line).transparent(true);
}

/** At 0 exactly none is left. */
const NONE_LEFT = steps([null, CELL_COLOURS.bad], [1e-9, CELL_COLOURS.plain]);
const NO_BLOCK = steps([null, CELL_COLOURS.plain]);

const LISTS: Section = {
  panels: [
    heading({ id: 30, text: 'Error budget left', width: 5, height: HEIGHTS.headings }),
    besides(
      {
        id: 34,
        description: 'How many error budgets are gone, of all pages, and which page is shown.',
        width: 7,
        queries: { A: BUDGETS },
      },
      { column: 'Page' }
    ),
    heading({ id: 31, text: 'Availability, worst first', width: 8, height: HEIGHTS.headings }),
    besides(
      { id: 35, description: 'Which page of the services is shown.', width: 4, queries: { A: RANKING } },
      { column: 'Page' }
    ).colorScheme(fixed(CELL_COLOURS.plain)),
    list(
      {
        id: 32,
        description: `SLOs, the one in most trouble first. ${REMAINING_PERCENT}`,
        width: 12,
        queries: { A: BUDGETS },
      },
      'Remaining',
      NONE_LEFT
    ),
    list(
      {
        id: 33,
        description: 'The least reliable services first: share of the time range in which they were not down.',
        width: 12,
        queries: { A: RANKING },
      },
      'Availability',
      NO_BLOCK
    ),
  ],
};

const ANY_OPEN = steps([null, CELL_COLOURS.plain], [1, CELL_COLOURS.warning]);

const FRESHNESS: SavedStatusQuery = { queryType: 'status', view: 'freshness' };

const FACTS: Section = {
  panels: [
    lines(
      {
        id: 44,
        title: '',
        height: HEIGHTS.facts,
        description: 'P1 and P2 incidents that nobody has resolved yet.',
        width: 6,
        queries: { A: doraQuery('mttr', { shape: 'table' }) },
      },
      { column: 'Open', text: `Open${NO_BREAK}P1/P2:${NO_BREAK}${OWN_TEXT}`, blocks: ANY_OPEN }
    ),
    headline(
      {
        id: 45,
        description: 'Whether every background job has succeeded lately, and whether records still come.',
        width: 8,
        queries: { A: FRESHNESS },
      },
      HEIGHTS.facts
    ),
    lines(
      {
        id: 47,
        title: '',
        height: HEIGHTS.facts,
        description:
          'The time range that the numbers are of, and the moment that it ends. One that stands still is a screen that does not refresh.',
        width: 10,
        queries: { A: FRESHNESS },
      },
      { column: 'Range' }
    ).colorScheme(fixed(CELL_COLOURS.plain)),
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
    refresh: REFRESH,
    sections: [ALARMS, DORA, LISTS, FACTS],
    isBare: true,
  });
}
