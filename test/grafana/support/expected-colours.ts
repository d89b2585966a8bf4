import type { SreQueryInput } from '../../../src/model/query';
import type { Row } from './ask';
import type { Colour } from './colours';

/** Which numbers have which colour: written by hand from what the panels promise, so that no panel judges itself. */

/** The colour of a number in the row of the engine's table. */
export type Rule = (row: Row) => Colour;

export type ExpectedColours =
  | {
      /** The panel's numbers, from its beginning, are those of the rows. */
      readonly kind: 'numbers';
      readonly panel: number;
      readonly query: SreQueryInput;
      /** Rows that are shown at most. */
      readonly rows: number;
      readonly rule: Rule;
    }
  | {
      /** The cell of the only row stands in the panel as a word. */
      readonly kind: 'word';
      readonly panel: number;
      readonly query: SreQueryInput;
      readonly column: string;
      readonly rule: Rule;
    }
  | {
      /** The block behind the only text is of the first row. */
      readonly kind: 'block';
      readonly panel: number;
      readonly query: SreQueryInput;
      readonly rule: Rule;
    }
  | {
      /** The block behind each line is of the row whose title it begins with. */
      readonly kind: 'lines';
      readonly panel: number;
      readonly query: SreQueryInput;
      readonly titleOf: (row: Row) => string;
      readonly rule: Rule;
    }
  | {
      /** The cells of a table's column. */
      readonly kind: 'cells';
      readonly panel: number;
      readonly query: SreQueryInput;
      /** As it stands over them. */
      readonly title: string;
      readonly painted: 'text' | 'background' | 'bar';
      readonly rule: Rule;
    };

const BUDGETS: SreQueryInput = { queryType: 'errorBudget', shape: 'table' };
const METRICS = ['deploymentFrequency', 'leadTime', 'mttr', 'changeFailureRate'] as const;
const METRIC_TITLES = ['Deployment frequency', 'Lead time', 'MTTR', 'Change failure rate'] as const;

function numberIn(row: Row, column: string): number | null {
  const value = row[column];
  return typeof value === 'number' ? value : null;
}

/** Green above 25 %, orange down to 0, red once it is gone. */
const remaining: Rule = (row) => {
  const percent = numberIn(row, 'Remaining');
  if (percent === null) {
    return 'plain';
  }
  return percent <= 0 ? 'red' : percent < 25 ? 'orange' : 'green';
};

/** Only what is more than chance has a colour. */
const trend: Rule = ({ Trend: words }) => {
  const [, verdict] = /, (better|worse)$/.exec(String(words)) ?? [];
  return verdict === undefined ? 'plain' : verdict === 'better' ? 'green' : 'red';
};

const LEVELS: Readonly<Record<string, Colour>> = { elite: 'green', high: 'blue', medium: 'orange', low: 'red' };

const levelIn =
  (column: string): Rule =>
  (row) =>
    LEVELS[String(row[column]).toLowerCase()] ?? 'plain';

/** One column, of services with different SLOs. */
const always: Rule = () => 'plain';

const blockFrom =
  (column: string, block: Colour): Rule =>
  (row) =>
    (numberIn(row, column) ?? 0) > 0 ? block : 'plain';

/** A block stands behind what is gone. */
const gone: Rule = (row) => ((numberIn(row, 'Remaining') ?? 1) <= 0 ? 'red' : 'plain');

/** On the wall only what falls short has a colour. */
const WALL_LEVELS: Readonly<Record<string, Colour>> = { medium: 'orange', low: 'red' };
const wallLevel: Rule = ({ Level: level }) => WALL_LEVELS[String(level).toLowerCase()] ?? 'plain';

const serviceTitle = ({ Service: service }: Row) => String(service);

const STATES: Readonly<Record<string, Colour>> = { Gated: 'red', Overridden: 'orange', Open: 'green' };
const gateState: Rule = ({ State: state }) => STATES[String(state)] ?? 'plain';

/** The four metrics side by side on the overview. */
const levels = (): readonly ExpectedColours[] =>
  METRICS.map((metric, at) => ({
    kind: 'numbers',
    panel: 10 + at,
    query: { queryType: 'dora', metric, shape: 'table' },
    rows: 1,
    rule: levelIn('Level'),
  }));

const scorecard = (panel: number, groupBy: 'service' | 'team'): readonly ExpectedColours[] =>
  (['Frequency', 'Lead time', 'MTTR', 'Failure rate'] as const).map((title, at) => ({
    kind: 'cells',
    panel,
    query: { queryType: 'scorecard', groupBy },
    title,
    painted: 'background',
    rule: levelIn(`${METRIC_TITLES[at] ?? ''} level`),
  }));

/** By the dashboard's uid. */
export const EXPECTED_COLOURS: Readonly<Record<string, readonly ExpectedColours[]>> = {
  'sre-metrics': [
    ...levels(),
    ...METRICS.map((metric, at): ExpectedColours => ({
      kind: 'word',
      panel: 10 + at,
      query: { queryType: 'dora', metric, shape: 'table', compare: 'previousPeriod' },
      column: 'Trend',
      rule: trend,
    })),
    { kind: 'cells', panel: 42, query: BUDGETS, title: 'Remaining', painted: 'bar', rule: remaining },
    { kind: 'cells', panel: 70, query: { queryType: 'gate' }, title: 'State', painted: 'background', rule: gateState },
  ],
  'sre-dora': [...scorecard(21, 'service'), ...scorecard(22, 'team')],
  'sre-error-budget': [
    { kind: 'cells', panel: 5, query: BUDGETS, title: 'Remaining', painted: 'background', rule: remaining },
  ],
  'sre-data-quality': [
    {
      kind: 'word',
      panel: 2,
      query: { queryType: 'status', view: 'freshness' },
      column: 'State',
      rule: ({ State: state, Jobs: jobs, 'Stale jobs': stale }) => {
        if (String(state).startsWith('no data')) {
          return 'plain';
        }
        return Number(stale) > 0 ? 'red' : Number(jobs) > 0 ? 'green' : 'blue';
      },
    },
  ],
  'sre-wall': [
    ...METRICS.map((metric, at): ExpectedColours => ({
      kind: 'word',
      panel: 20 + at,
      query: { queryType: 'dora', metric, shape: 'table' },
      column: 'Level',
      rule: wallLevel,
    })),
    { kind: 'lines', panel: 32, query: BUDGETS, titleOf: serviceTitle, rule: gone },
    {
      kind: 'lines',
      panel: 33,
      query: { queryType: 'reliability', view: 'ranking' },
      titleOf: serviceTitle,
      rule: always,
    },
    {
      kind: 'block',
      panel: 43,
      query: { queryType: 'reliability', view: 'downNow' },
      rule: blockFrom('Services down', 'red'),
    },
    {
      kind: 'block',
      panel: 49,
      query: { queryType: 'gate', view: 'summary' },
      rule: blockFrom('Gated services', 'red'),
    },
    {
      kind: 'block',
      panel: 44,
      query: { queryType: 'dora', metric: 'mttr', shape: 'table' },
      rule: blockFrom('Open', 'orange'),
    },
  ],
};
