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

const badFrom =
  (column: string, bad: Colour): Rule =>
  (row) =>
    (numberIn(row, column) ?? 0) > 0 ? bad : 'green';

const STATES: Readonly<Record<string, Colour>> = { Gated: 'red', Overridden: 'orange', Open: 'green' };
const gateState: Rule = ({ State: state }) => STATES[String(state)] ?? 'plain';

/** The four metrics side by side, in panels whose ids follow one another. */
const levels = (firstId: number): readonly ExpectedColours[] =>
  METRICS.map((metric, at) => ({
    kind: 'numbers',
    panel: firstId + at,
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
    ...levels(10),
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
    ...levels(20),
    { kind: 'numbers', panel: 32, query: BUDGETS, rows: 4, rule: remaining },
    {
      kind: 'numbers',
      panel: 33,
      query: { queryType: 'reliability', view: 'ranking' },
      rows: 4,
      rule: always,
    },
    {
      kind: 'word',
      panel: 43,
      query: { queryType: 'reliability', view: 'downNow' },
      column: 'Down',
      rule: badFrom('Services down', 'red'),
    },
    {
      kind: 'word',
      panel: 49,
      query: { queryType: 'gate', view: 'summary', limit: 1 },
      column: 'Gated',
      rule: badFrom('Gated services', 'red'),
    },
    {
      kind: 'numbers',
      panel: 44,
      query: { queryType: 'dora', metric: 'mttr', shape: 'table' },
      rows: 1,
      rule: badFrom('Open', 'orange'),
    },
  ],
};
