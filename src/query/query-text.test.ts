import type { SavedDoraQuery, SavedQuery } from '../model/saved-query';
import { queryText } from './query-text';

const query = (fields: Partial<SavedDoraQuery>): SavedDoraQuery => ({
  queryType: 'dora',
  metric: 'deploymentFrequency',
  ...fields,
});

test.each<[Partial<SavedDoraQuery>, string]>([
  [{}, 'Deployment frequency, over time'],
  [
    { metric: 'leadTime', groupBy: 'service', shape: 'series', bucket: 'day' },
    'Lead time for changes (median) by service, per day',
  ],
  [{ metric: 'mttr', shape: 'value' }, 'MTTR (mean), one value'],
  [{ metric: 'mttr', statistic: 'p90', shape: 'table', groupBy: 'team' }, 'MTTR (90th percentile) by team, table'],
  [
    { metric: 'mttr', shape: 'table', compare: 'previousPeriod', teams: ['core'] },
    'MTTR (mean), table, against the period before, for core',
  ],
  [{ metric: 'mttr', shape: 'table', compare: 'none' }, 'MTTR (mean), table'],
  [{ metric: 'mttr', shape: 'table', compare: '$compare' }, 'MTTR (mean), table, against $compare'],
  [
    { metric: 'changeFailureRate', sample: 'failed', shape: 'value', groupBy: 'team' },
    'Change failure rate, sample: failed by team, one value',
  ],
  [{ metric: 'mttr', sample: '$Figure', shape: 'value' }, 'MTTR, $Figure, one value'],
  [{ bucket: 'interval', groupBy: 'none' }, "Deployment frequency, per panel's interval"],
  [{ shape: 'value', services: ['checkout', 'billing'] }, 'Deployment frequency, one value, for checkout, billing'],
  [
    { shape: 'value', services: ['a', 'b', 'c', 'd'], teams: ['core'], tiers: ['critical'] },
    'Deployment frequency, one value, for 4 services, core, critical',
  ],
  [
    { metric: '$metric', statistic: '$statistic', bucket: '$bucket', groupBy: '$group' },
    '$metric ($statistic) by $group, per $bucket',
  ],
])('%j reads %s', (fields, text) => {
  expect(queryText(query(fields))).toBe(text);
});

test.each<[string, unknown, string]>([
  ['an object', { toString: null }, 'Deployment frequency, per {"toString":null}'],
  ['a list of one', [{ toString: null }], 'Deployment frequency, per {"toString":null}'],
])('a bucket that is %s is shown as it is', (_, bucket, text) => {
  expect(queryText({ ...query({}), bucket } as unknown as SavedQuery)).toBe(text);
});

test('a figure that no text can stand for does no harm', () => {
  const saved = { ...query({}), sample: {} } as unknown as SavedQuery;
  expect(queryText(saved)).toContain('Deployment frequency');
});

test.each<[SavedQuery, string]>([
  [{ queryType: 'scorecard' }, 'Scorecard by service'],
  [{ queryType: 'scorecard', groupBy: 'none', tiers: ['critical'] }, 'Scorecard, for critical'],
  [{ queryType: 'scorecard', groupBy: '$group' }, 'Scorecard by $group'],
  [{ queryType: 'errorBudget' }, 'Error budget remaining (%), one value'],
  [
    { queryType: 'errorBudget', measure: 'burnRate', shape: 'incidents', slos: ['uptime'] },
    'Incidents that spent error budgets, table, for uptime',
  ],
  [{ queryType: 'errorBudget', shape: 'edits' }, 'Edits of SLOs, table'],
  [
    {
      queryType: 'errorBudget',
      measure: 'burnRate',
      lookback: '6h',
      shape: 'series',
      slos: ['uptime'],
      teams: ['core'],
    },
    'Burn rate over 6 hours, over time, for uptime, core',
  ],
  [{ queryType: 'errorBudget', measure: 'burnRate', shape: 'table', slos: ['$slo'] }, 'Error budgets, table, for $slo'],
  [{ queryType: 'errorBudget', measure: '$m', lookback: '$l' }, '$m over $l, one value'],
  [{ queryType: 'reliability' }, 'Reliability ranking'],
  [{ queryType: 'reliability', view: 'ranking', limit: 5 }, 'Reliability ranking, at most 5'],
  [{ queryType: 'reliability', view: 'ranking', pageRows: 4 }, 'Reliability ranking, 4 a page'],
  [{ queryType: 'errorBudget', shape: 'table', pageRows: 4 }, 'Error budgets, table, 4 a page'],
  [{ queryType: 'reliability', view: 'availability', tiers: ['critical'] }, 'Availability, for critical'],
  [{ queryType: 'reliability', view: 'overTime', bucket: 'week' }, 'Availability, per week'],
  [{ queryType: 'reliability', view: 'overTime' }, 'Availability, over time'],
  [{ queryType: 'reliability', view: 'heat', bucket: 'auto' }, 'Availability heat map'],
  [{ queryType: 'reliability', view: 'heat', bucket: 'hour' }, 'Availability heat map, per hour'],
  [{ queryType: 'reliability', view: 'downNow', limit: 1 }, 'Down now'],
  [{ queryType: 'status', view: 'githubSync' }, 'GitHub sync'],
  [{ queryType: 'status', view: 'githubLimits' }, 'GitHub rate limits'],
  [{ queryType: 'status', view: 'stored' }, 'Stored numbers'],
  [{ queryType: 'status', view: 'publishing' }, 'Publishing, table'],
  [{ queryType: 'status', view: 'publishing', shape: 'value' }, 'Publishing, one value'],
  [{ queryType: 'status', view: 'publishingDrift' }, 'Published values since corrected'],
  [{ queryType: 'status', view: 'publishingDrift', limit: 9 }, 'Published values since corrected, at most 9'],
  [{ queryType: 'reliability', view: 'outages' }, 'Top 10 outages'],
  [{ queryType: 'reliability', view: 'outages', limit: 3, services: ['a'] }, 'Top 3 outages, for a'],
  [{ queryType: 'reliability', view: '$view' }, '$view'],
  [{ queryType: 'records' }, 'Records behind Change failure rate, all'],
  [
    { queryType: 'records', metric: 'mttr', select: 'leftOut', limit: 20, services: ['a', 'b', 'c', 'd'] },
    'Records behind MTTR, left out, at most 20, for 4 services',
  ],
  [{ queryType: 'annotations' }, 'Failed deployments'],
  [
    { queryType: 'annotations', kind: 'incidents', priorities: ['P1', 'P2'], teams: ['x'] },
    'Incidents P1 and P2, for x',
  ],
  [{ queryType: 'annotations', kind: 'sloEdits', priorities: ['P1'] }, 'SLO edits'],
  [{ queryType: 'status' }, 'Background jobs, table'],
  [{ queryType: 'status', measure: 'age', shape: 'value' }, 'Background jobs: age, one value'],
  [{ queryType: 'status', view: 'freshness' }, 'Freshness'],
  [{ queryType: 'status', view: 'dataQuality', teams: ['x'] }, 'Data quality, table, for x'],
  [{ queryType: 'status', view: 'dataQuality', shape: 'value' }, 'Data quality, one value'],
  [{ queryType: 'status', view: 'findings' }, 'Unlinked incidents'],
  [{ queryType: 'status', view: 'findings', check: 'openChanges', limit: 5 }, 'Open changes, at most 5'],
  [{ queryType: 'status', view: 'findings', check: '$check', limit: '$count' }, '$check, at most $count'],
  [{ queryType: 'status', view: '$view' }, '$view'],
  [{ queryType: 'gate' }, 'Change gate: decisions'],
  [{ queryType: 'gate', shape: 'value', teams: ['x'] }, 'Change gate: decisions, one value, for x'],
  [{ queryType: 'gate', view: 'blocked', limit: 5 }, 'Change gate: blocked changes, at most 5'],
  [{ queryType: 'gate', view: '$view' }, 'Change gate: $view'],
  [{ queryType: 'weather' } as unknown as SavedQuery, 'weather'],
])('%j reads %s', (saved, text) => {
  expect(queryText(saved)).toBe(text);
});
