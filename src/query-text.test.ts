import type { SavedQuery } from './model/saved-query';
import { queryText } from './query-text';

const query = (fields: Partial<SavedQuery>): SavedQuery => ({
  queryType: 'dora',
  metric: 'deploymentFrequency',
  ...fields,
});

test.each<[Partial<SavedQuery>, string]>([
  [{}, 'Deployment frequency, over time'],
  [
    { metric: 'leadTime', groupBy: 'service', shape: 'series', bucket: 'day' },
    'Lead time for changes (median) by service, per day',
  ],
  [{ metric: 'mttr', shape: 'value' }, 'MTTR (mean), one value'],
  [{ metric: 'mttr', statistic: 'p90', shape: 'table', groupBy: 'team' }, 'MTTR (90th percentile) by team, table'],
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
