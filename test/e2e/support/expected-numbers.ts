import type { SreQueryInput } from '../../../src/model/query';

/** Which numbers of the metric engine stand where: written by hand, so that no dashboard judges itself. */

export type ExpectedNumbers =
  | {
      /** The panel's one number is the only one of a `value` answer. */
      readonly kind: 'only';
      readonly panel: string;
      readonly query: SreQueryInput;
    }
  | {
      /** Beside each name of the first rows stands the row's number. */
      readonly kind: 'named';
      readonly panel: string;
      readonly query: SreQueryInput;
      /** Columns whose texts make the name. */
      readonly name: readonly string[];
      readonly column: string;
    }
  | {
      /** The panel holds nothing but the first cells of a column, one below the other. */
      readonly kind: 'list';
      readonly panel: string;
      readonly query: SreQueryInput;
      readonly column: string;
      readonly rows: number;
    }
  | {
      /** What stands in the only row of a table, texts and numbers, stands somewhere in the panel. */
      readonly kind: 'facts';
      readonly panel: string;
      readonly query: SreQueryInput;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'table';
      readonly panel: string;
      readonly query: SreQueryInput;
      /** By their titles on the screen: their names in the engine's frame. */
      readonly columns: Readonly<Record<string, string>>;
    };

const BUDGETS: SreQueryInput = { queryType: 'errorBudget', shape: 'table' };
const RANKING: SreQueryInput = { queryType: 'reliability', view: 'ranking' };

const remaining = (panel: string, column: string): ExpectedNumbers => ({
  kind: 'named',
  panel,
  query: BUDGETS,
  name: ['Service', 'SLO'],
  column,
});
const DIALS = remaining('Error budget remaining, worst first', 'Remaining');

const ranking: ExpectedNumbers = {
  kind: 'table',
  panel: 'Services, least reliable first',
  query: RANKING,
  columns: { Rank: 'Rank', Service: 'Service', Availability: 'Availability' },
};

const GATE: ExpectedNumbers = {
  kind: 'table',
  panel: 'Services at the gate, gated ones first',
  query: { queryType: 'gate' },
  columns: { Service: 'Service', State: 'State', Held: 'Held', SLO: 'SLO' },
};

const outages = (panel: string, limit: number): ExpectedNumbers => ({
  kind: 'table',
  panel,
  query: { queryType: 'reliability', view: 'outages', limit },
  columns: { Rank: 'Rank', Incident: 'Incident', Service: 'Service', Started: 'Started' },
});

const METRICS = ['deploymentFrequency', 'leadTime', 'mttr', 'changeFailureRate'] as const;

/** The four metrics side by side, in panels without a title whose ids follow one another. */
const cards = (firstId: number, compare: 'none' | 'previousPeriod', columns: readonly string[]) =>
  METRICS.map((metric, at): ExpectedNumbers => ({
    kind: 'facts',
    panel: `Panel ${firstId + at}`,
    query: { queryType: 'dora', metric, shape: 'table', compare },
    columns,
  }));

/** By the dashboard's uid. */
export const EXPECTED_NUMBERS: Readonly<Record<string, readonly ExpectedNumbers[]>> = {
  'sre-metrics': [
    {
      kind: 'only',
      panel: 'Deployment frequency',
      query: { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value', interval: true },
    },
    {
      kind: 'only',
      panel: 'Lead time for changes (median)',
      query: { queryType: 'dora', metric: 'leadTime', statistic: 'median', shape: 'value', interval: true },
    },
    {
      kind: 'only',
      panel: 'MTTR (mean)',
      query: { queryType: 'dora', metric: 'mttr', statistic: 'mean', shape: 'value', interval: true },
    },
    {
      kind: 'only',
      panel: 'Change failure rate',
      query: { queryType: 'dora', metric: 'changeFailureRate', shape: 'value', interval: true },
    },
    ...cards(20, 'previousPeriod', ['Level', 'Rule', 'Sample', 'Trend']),
    DIALS,
    remaining('Minutes remaining, worst first', 'Remaining minutes'),
    GATE,
    ranking,
    outages('The 10 most impactful outages', 10),
  ],
  'sre-dora': [
    {
      kind: 'table',
      panel: 'Metrics by team',
      query: { queryType: 'scorecard', groupBy: 'team' },
      columns: {
        Team: 'Team',
        Frequency: 'Deployment frequency',
        'Lead time': 'Lead time',
        MTTR: 'MTTR',
        'Failure rate': 'Change failure rate',
      },
    },
    {
      kind: 'table',
      panel: 'Records behind Deployment frequency',
      query: { queryType: 'records', metric: 'deploymentFrequency', limit: 1000 },
      columns: { Deployed: 'Deployed', Deployment: 'Deployment', Service: 'Service' },
    },
  ],
  'sre-error-budget': [
    DIALS,
    {
      kind: 'table',
      panel: 'SLOs, the one in most trouble first',
      query: BUDGETS,
      columns: {
        Service: 'Service',
        Target: 'Target',
        Availability: 'Availability',
        Remaining: 'Remaining',
        'Minutes left': 'Remaining minutes',
        'Burn 3d': 'Burn rate 3d',
      },
    },
    {
      kind: 'table',
      panel: 'Incidents that spent the budget',
      query: { queryType: 'errorBudget', shape: 'incidents' },
      columns: { Service: 'Service', Incident: 'Incident', Downtime: 'Downtime', Share: 'Share' },
    },
    {
      kind: 'table',
      panel: 'Edits of SLOs',
      query: { queryType: 'errorBudget', shape: 'edits' },
      columns: { Service: 'Service', Change: 'Change' },
    },
  ],
  'sre-reliability': [ranking, outages('The 50 most impactful outages', 50)],
  'sre-data-quality': [
    {
      kind: 'table',
      panel: 'What is missing or odd in the records',
      query: { queryType: 'status', view: 'dataQuality', shape: 'table' },
      columns: { Check: 'Check', Count: 'Count', Of: 'Of', Share: 'Share' },
    },
  ],
  'sre-wall': [
    ...cards(20, 'none', ['Value', 'Level']),
    { kind: 'list', panel: 'Panel 34', query: BUDGETS, column: 'Service', rows: 5 },
    { kind: 'list', panel: 'Panel 32', query: BUDGETS, column: 'Remaining', rows: 5 },
    { kind: 'list', panel: 'Panel 35', query: RANKING, column: 'Service', rows: 5 },
    { kind: 'list', panel: 'Panel 33', query: RANKING, column: 'Availability', rows: 5 },
    { kind: 'facts', panel: 'Panel 49', query: { queryType: 'gate', view: 'summary', limit: 1 }, columns: ['Gated'] },
    { kind: 'facts', panel: 'Panel 43', query: { queryType: 'reliability', view: 'downNow' }, columns: ['Down'] },
    {
      kind: 'facts',
      panel: 'Panel 44',
      query: { queryType: 'dora', metric: 'mttr', shape: 'table' },
      columns: ['Open'],
    },
  ],
};
