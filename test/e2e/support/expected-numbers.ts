import type { SreQueryInput } from '../../../src/model/query';

/** Which numbers of the metric engine stand where: written by hand, so that no dashboard judges itself. */

export type ExpectedNumbers =
  | {
      /** The panel holds, beside other texts, the number as the only one of a `value` answer writes it. */
      readonly kind: 'text';
      readonly panel: string;
      readonly query: SreQueryInput;
    }
  | {
      /** Beside each name of the first rows stands the row's number. */
      readonly kind: 'named';
      readonly panel: string;
      readonly query: SreQueryInput;
      /** Columns whose texts make the name, with a colon between them. */
      readonly name: readonly string[];
      readonly column: string;
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
const BARS = remaining('Error budget remaining, worst first', 'Remaining');

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

const outages = (panel: string, limit: number, hasRank: boolean): ExpectedNumbers => ({
  kind: 'table',
  panel,
  query: { queryType: 'reliability', view: 'outages', limit },
  columns: { ...(hasRank && { Rank: 'Rank' }), Incident: 'Incident', Service: 'Service', Started: 'Started' },
});

const METRICS = ['deploymentFrequency', 'leadTime', 'mttr', 'changeFailureRate'] as const;

const CARD_TITLES = ['Deployment frequency', 'Lead time for changes (median)', 'MTTR (mean)', 'Change failure rate'];

/** One panel tells the value with its interval, its level, and its trend. */
const card = (metric: (typeof METRICS)[number], panel: string): readonly ExpectedNumbers[] => [
  { kind: 'text', panel, query: { queryType: 'dora', metric, shape: 'value', interval: true } },
  {
    kind: 'facts',
    panel,
    query: { queryType: 'dora', metric, shape: 'table', compare: 'previousPeriod' },
    columns: ['Level', 'Trend'],
  },
];

/** By the dashboard's uid. */
export const EXPECTED_NUMBERS: Readonly<Record<string, readonly ExpectedNumbers[]>> = {
  'sre-metrics': [
    ...METRICS.flatMap((metric, at) => card(metric, CARD_TITLES[at] ?? '')),
    {
      kind: 'table',
      panel: 'Error budgets, worst first',
      query: BUDGETS,
      columns: { Service: 'Service', SLO: 'SLO', Remaining: 'Remaining', 'Minutes left': 'Remaining minutes' },
    },
    GATE,
    {
      kind: 'table',
      panel: 'Open incidents',
      query: { queryType: 'status', view: 'findings', check: 'openIncidents', shape: 'table' },
      columns: { Incident: 'Record', Service: 'Service' },
    },
    ranking,
    outages('The 10 most impactful outages', 10, false),
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
    BARS,
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
  'sre-reliability': [ranking, outages('The 50 most impactful outages', 50, true)],
  'sre-data-quality': [
    {
      kind: 'table',
      panel: 'What is missing or odd in the records',
      query: { queryType: 'status', view: 'dataQuality', shape: 'table' },
      columns: { Check: 'Check', Count: 'Count', Of: 'Of', Share: 'Share' },
    },
  ],
};
