import fc from 'fast-check';

import { DORA_METRICS, STATISTICS } from '../model/dora-metrics';
import { RETIRED_CHOICES, SAMPLE_PARTS } from '../model/dora-query';
import { ERROR_BUDGET_MEASURES, LOOKBACKS } from '../model/error-budget-measures';
import { PANEL_KINDS } from '../model/panel-kinds';
import { parseQuery } from '../model/query';
import { BUCKETS, GROUPINGS, SHAPES, TIERS } from '../model/query-fields';
import { RELIABILITY_VIEWS } from '../model/reliability-query';
import { normalizeQuery } from './normalize-query';
import type { QueryOf, SreDataQuery } from './types';
import { withKind, withoutStrayFields } from './with-kind';

const dora: QueryOf<'dora'> = {
  refId: 'B',
  hide: true,
  datasource: { uid: 'sre', type: 'stackflow-sremetrics-datasource' },
  queryType: 'dora',
  metric: 'leadTime',
  statistic: 'p90',
  shape: 'table',
  groupBy: 'team',
  bucket: 'week',
  preset: 'dora-2021',
  services: ['checkout', '$service'],
  teams: ['core'],
  tiers: ['critical', '$tier'],
  timeZone: 'Europe/Berlin',
};
const shared = {
  refId: 'B',
  hide: true,
  datasource: dora.datasource,
  services: ['checkout', '$service'],
  teams: ['core'],
  tiers: ['critical', '$tier'],
  timeZone: 'Europe/Berlin',
};

test.each<[(typeof PANEL_KINDS)[number], object]>([
  [
    'errorBudget',
    {
      ...shared,
      queryType: 'errorBudget',
      version: 1,
      measure: 'remainingPercent',
      shape: 'table',
      slos: [],
      details: false,
      wholeUnits: false,
    },
  ],
  ['reliability', { ...shared, queryType: 'reliability', version: 1, view: 'ranking', bucket: 'week' }],
  ['scorecard', { ...shared, queryType: 'scorecard', version: 1, groupBy: 'team', preset: 'dora-2021' }],
  ['gate', { ...shared, queryType: 'gate', version: 1, view: 'decisions', shape: 'table' }],
  ['status', { ...shared, queryType: 'status', version: 1, view: 'jobs', measure: 'age', shape: 'table' }],
  ['records', { ...shared, queryType: 'records', version: 1, metric: 'leadTime', select: 'all' }],
])('a DORA query becomes %s with what still applies', (kind, expected) => {
  expect(withKind(dora, kind, false)).toEqual(expected);
});

test('going back restores what was kept, and nothing more', () => {
  const back = withKind(withKind(dora, 'records', false), 'dora', false);
  expect(back).toMatchObject({ ...shared, metric: 'leadTime', shape: 'series', groupBy: 'none', bucket: 'auto' });
  expect(back).not.toHaveProperty('statistic');
});

test('the same kind is the same query', () => {
  expect(withKind(dora, 'dora', false)).toBe(dora);
});

test.each<[SreDataQuery, (typeof PANEL_KINDS)[number], object]>([
  [{ ...dora, shape: 'series' }, 'status', { shape: 'table' }],
  [{ ...dora, metric: 'velocity' as 'mttr' }, 'records', { metric: 'changeFailureRate' }],
  [{ ...dora, bucket: 'year' as 'month' }, 'reliability', { bucket: 'auto' }],
  [{ ...dora, tiers: ['gold' as 'critical'] }, 'records', { tiers: [] }],
  [{ ...dora, metric: '$metric' }, 'records', { metric: '$metric' }],
  [{ refId: 'A', queryType: 'status', measure: 'staleness' }, 'errorBudget', { measure: 'remainingPercent' }],
  [{ refId: 'A', queryType: 'records', limit: 5000 }, 'reliability', { view: 'ranking' }],
])('%j to %s: what does not fit starts anew', (query, kind, expected) => {
  const changed = withKind(query, kind, false);
  expect(changed).toMatchObject(expected);
  expect(changed).not.toHaveProperty('limit');
});

test.each<[(typeof PANEL_KINDS)[number], object]>([
  ['reliability', { view: 'availability' }],
  ['gate', { view: 'decisions', shape: 'value' }],
  ['status', { shape: 'value' }],
  ['errorBudget', { shape: 'table' }],
])('in an alert rule, %s starts as what alerts can use', (kind, expected) => {
  expect(withKind(dora, kind, true)).toMatchObject(expected);
});

/** Queries as they may be saved: right, half right, or with fields of another data source. */
const anyFields = fc.record(
  {
    metric: fc.constantFrom(...DORA_METRICS, 'velocity'),
    statistic: fc.constantFrom(...STATISTICS),
    shape: fc.constantFrom(...SHAPES, 'pie'),
    groupBy: fc.constantFrom(...GROUPINGS),
    bucket: fc.constantFrom(...BUCKETS, 'year'),
    measure: fc.constantFrom(...ERROR_BUDGET_MEASURES, 'age', 'staleness'),
    lookback: fc.constantFrom(...LOOKBACKS),
    sample: fc.constantFrom(...SAMPLE_PARTS),
    retired: fc.constantFrom(...RETIRED_CHOICES, 'perhaps'),
    slos: fc.array(fc.string()),
    view: fc.constantFrom(...RELIABILITY_VIEWS),
    limit: fc.integer(),
    select: fc.constantFrom('all', 'counted', 'some'),
    services: fc.array(fc.string({ minLength: 1, maxLength: 20 }).filter((name) => !name.includes('\u0000'))),
    teams: fc.array(fc.constantFrom('core', 'ops')),
    tiers: fc.oneof(fc.subarray([...TIERS]), fc.constant(['gold'])),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
    hide: fc.boolean(),
    expr: fc.constant('up'),
    version: fc.integer(),
  },
  { requiredKeys: [] }
);

test('whatever the kinds are switched through, the backend accepts the query', () => {
  const kinds = fc.array(fc.constantFrom(...PANEL_KINDS), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...PANEL_KINDS), anyFields, kinds, fc.boolean(), (start, fields, path, alerting) => {
      // A query that is not switched at all stays as wrong as it was.
      fc.pre(path[0] !== start);
      const saved = { refId: 'A', ...fields, queryType: start } as unknown as SreDataQuery;
      let query = normalizeQuery(saved);
      for (const kind of path) {
        query = withoutStrayFields(withKind(query, kind, alerting));
        // As it is saved, and given back to the editor.
        query = normalizeQuery(JSON.parse(JSON.stringify(query)) as SreDataQuery);
        expect(query.queryType).toBe(kind);
        expect(parseQuery(query)).toMatchObject({ ok: true });
      }
    })
  );
});
