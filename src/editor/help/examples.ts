import type { SavedQuery } from '../../model/saved-query';

interface Example {
  readonly title: string;
  readonly query: SavedQuery;
}

/** Queries to start from. Fields that are missing get their default. */
export const HELP_EXAMPLES: readonly Example[] = [
  {
    title: 'Deployments per week, by team',
    query: { queryType: 'dora', metric: 'deploymentFrequency', groupBy: 'team', bucket: 'week' },
  },
  {
    title: 'Median lead time per day',
    query: { queryType: 'dora', metric: 'leadTime', statistic: 'median', bucket: 'day' },
  },
  {
    title: 'MTTR of critical services, one value',
    query: { queryType: 'dora', metric: 'mttr', shape: 'value', tiers: ['critical'] },
  },
  {
    title: 'Change failure rate of each service, with its level',
    query: { queryType: 'dora', metric: 'changeFailureRate', shape: 'table', groupBy: 'service' },
  },
  {
    title: 'Lead time against the period before',
    query: { queryType: 'dora', metric: 'leadTime', shape: 'table', compare: 'previousPeriod' },
  },
  {
    title: 'Whether the lead time of a service changed against its own past',
    query: { queryType: 'dora', metric: 'leadTime', view: 'signal', shape: 'table', groupBy: 'service' },
  },
  {
    title: 'Why the change failure rate differs from the period before',
    query: { queryType: 'dora', metric: 'changeFailureRate', view: 'difference', groupBy: 'service' },
  },
  { title: 'Every service with its four metrics and levels', query: { queryType: 'scorecard', groupBy: 'service' } },
  {
    title: 'Minutes of downtime left for each SLO',
    query: { queryType: 'errorBudget', measure: 'remainingMinutes', shape: 'value' },
  },
  {
    title: 'Burn-down of error budgets',
    query: { queryType: 'errorBudget', measure: 'remainingPercent', shape: 'series' },
  },
  {
    title: 'Burn rate over the last hour',
    query: { queryType: 'errorBudget', measure: 'burnRate', lookback: '1h', shape: 'value' },
  },
  {
    title: 'Incidents that spent error budgets',
    query: { queryType: 'errorBudget', shape: 'incidents' },
  },
  { title: 'Who changed SLOs', query: { queryType: 'errorBudget', shape: 'edits' } },
  { title: 'Ten least reliable services', query: { queryType: 'reliability', view: 'ranking', limit: 10 } },
  { title: 'Worst outages', query: { queryType: 'reliability', view: 'outages' } },
  {
    title: 'Deployments that failed',
    query: { queryType: 'records', metric: 'changeFailureRate', select: 'counted' },
  },
  { title: 'Services whose changes are gated', query: { queryType: 'gate', view: 'decisions' } },
  { title: 'Changes that are held', query: { queryType: 'gate', view: 'blocked' } },
  { title: 'When services were gated', query: { queryType: 'gate', view: 'spells' } },
  { title: 'Background jobs', query: { queryType: 'status', shape: 'table' } },
  { title: 'GitHub sync', query: { queryType: 'status', view: 'githubSync' } },
  {
    title: 'Hours not yet published to CloudWatch',
    query: { queryType: 'status', view: 'publishing', shape: 'value' },
  },
  { title: 'Whether the data is fresh', query: { queryType: 'status', view: 'freshness', shape: 'table' } },
  { title: 'What is missing in the records', query: { queryType: 'status', view: 'dataQuality', shape: 'table' } },
  {
    title: 'Incidents that no change is linked to',
    query: { queryType: 'status', view: 'findings', shape: 'table', check: 'unlinkedIncidents' },
  },
];
