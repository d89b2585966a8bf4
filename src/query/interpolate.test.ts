import fc from 'fast-check';

import { anyQuery } from '../../test/support/any-query';
import { DashboardVariables } from '../../test/support/dashboard-variables';
import { normalizeQuery } from '../editor/normalize-query';
import { DORA_DEFAULTS } from '../model/dora-query';
import { parseQuery } from '../model/query';
import type { SavedDoraQuery, SavedQuery } from '../model/saved-query';
import { interpolateQuery } from './interpolate';
import { queryText } from './query-text';

const dashboard = new DashboardVariables({
  service: 'checkout',
  services: ['checkout', 'billing'],
  one: ['checkout'],
  none: '',
  allStar: { customAll: '.*' },
  env: ['eu', 'us'],
  tier: 'critical',
  tiers: ['critical', 'standard'],
  notTier: 'gold',
  metric: 'mttr',
  rate: 'changeFailureRate',
  statistic: 'p90',
  group: 'team',
  bucket: 'week',
  preset: 'dora-2023',
  notPreset: 'dora-1999',
  measure: 'burnRate',
  plainMeasure: 'availability',
  lookback: '6h',
  slo: ['uptime', 'latency, p99'],
  view: 'outages',
  select: 'leftOut',
  kind: 'incidents',
  priorities: ['P1', 'P4'],
  age: 'age',
  statusView: 'findings',
  check: 'openChanges',
  count: '25',
  compare: 'previousPeriod',
});
const replace = (text: string, format: (value: unknown) => string) => dashboard.replace(text, {}, format);

const saved = (fields: Partial<SavedDoraQuery>): SavedDoraQuery => ({
  queryType: 'dora',
  ...DORA_DEFAULTS,
  services: [],
  teams: [],
  tiers: [],
  ...fields,
});

describe('queries', () => {
  test.each<[string, Partial<SavedDoraQuery>, Partial<SavedDoraQuery>]>([
    ['metric and statistic', { metric: '$metric', statistic: '$statistic' }, { metric: 'mttr', statistic: 'p90' }],
    ['grouping', { groupBy: '$group' }, { groupBy: 'team' }],
    ['bucket', { bucket: '[[bucket]]' }, { bucket: 'week' }],
    ['preset', { preset: '${preset}' }, { preset: 'dora-2023' }],
    ['comparison', { shape: 'table', compare: '$compare' }, { shape: 'table', compare: 'previousPeriod' }],
    ['a list of one value', { services: ['$one'] }, { services: ['checkout'] }],
    ['all filters', { teams: ['$env'], tiers: ['$tier'] }, { teams: ['eu', 'us'], tiers: ['critical'] }],
    ['All tiers, of whatever spelling', { tiers: ['$allStar'] }, { tiers: [] }],
    ['every tier, picked one by one', { tiers: ['$tiers'] }, { tiers: [] }],
    ['every tier, by hand and by a variable', { tiers: ['standard', '$tier'] }, { tiers: [] }],
    ['All of every filter', { services: ['$allStar'], teams: ['$allStar'] }, { services: [], teams: [] }],
    ['no variable at all', { metric: 'leadTime', statistic: 'p95' }, { metric: 'leadTime', statistic: 'p95' }],
  ])('%s', (_case, fields, filled) => {
    const { value, problems } = interpolateQuery(saved(fields), replace);
    expect(problems).toEqual([]);
    expect(value).toEqual(saved(filled));
  });

  test.each<[string, Partial<SavedDoraQuery>, RegExp]>([
    ['unknown variable', { preset: '$nobody' }, /preset uses \$nobody, but there is no such variable/],
    ['no value', { metric: '$none' }, /metric uses \$none, which has no value/],
    ['several values', { groupBy: '$env' }, /groupBy uses \$env, which is eu, us; it must be one of: none, service/],
    ['unfit value', { preset: '$notPreset' }, /which is dora-1999; it must be one of: stackflow, dora-2021, dora-2023/],
    [
      'a strange comparison',
      { compare: '$preset' },
      /compare uses \$preset, which is dora-2023; it must be one of: none/,
    ],
    ['All', { bucket: '$allStar' }, /bucket uses \$allStar, which is All; it must be one of/],
    ['unfit tier', { tiers: ['$notTier'] }, /tiers has gold; it must be one of: critical, standard/],
  ])('%s is told, and the rest is filled in', (_case, fields, complaint) => {
    const { value, problems } = interpolateQuery(saved({ services: ['$service'], ...fields }), replace);
    expect(problems).toEqual([expect.stringMatching(complaint)]);
    expect(value).toMatchObject({ services: ['checkout'] });
  });

  test('every problem is told at once', () => {
    const { problems } = interpolateQuery(saved({ preset: '$nobody', teams: ['$nothing'] }), replace);
    expect(problems).toHaveLength(2);
  });

  test('the saved query is left as it was', () => {
    const query = saved({ services: ['$services'] });
    interpolateQuery(query, replace);
    expect(query.services).toEqual(['$services']);
  });
});

describe('queries of every other kind', () => {
  test.each<[SavedQuery, Partial<SavedQuery>]>([
    [
      { queryType: 'scorecard', groupBy: '$group', preset: '$preset', services: ['$services'] },
      { groupBy: 'team', preset: 'dora-2023', services: ['checkout', 'billing'] },
    ],
    [
      { queryType: 'errorBudget', measure: '$measure', lookback: '$lookback', slos: ['$slo'], services: ['$services'] },
      { measure: 'burnRate', lookback: '6h', slos: ['uptime', 'latency, p99'], services: ['checkout', 'billing'] },
    ],
    [
      { queryType: 'reliability', view: '$view', bucket: '$bucket', teams: ['$env'], limit: 5 },
      { view: 'outages', bucket: 'week', teams: ['eu', 'us'], limit: 5 },
    ],
    [
      { queryType: 'records', metric: '$metric', select: '$select', tiers: ['$tier'] },
      { metric: 'mttr', select: 'leftOut', tiers: ['critical'] },
    ],
    [
      { queryType: 'annotations', kind: '$kind', priorities: ['$priorities'], services: ['$one'] },
      { kind: 'incidents', priorities: ['P1', 'P4'], services: ['checkout'] },
    ],
    [
      { queryType: 'gate', services: ['$services'], limit: 5 },
      { services: ['checkout', 'billing'], limit: 5 },
    ],
    [{ queryType: 'status', measure: '$age' }, { measure: 'age' }],
    [
      { queryType: 'status', view: '$statusView', check: '${check}', limit: '[[count]]', teams: ['$env'] },
      { view: 'findings', check: 'openChanges', limit: 25, teams: ['eu', 'us'] },
    ],
    [{ queryType: 'status', view: 'findings', limit: 5 }, { limit: 5 }],
  ])('$queryType, in a form that the backend accepts', (query, filled) => {
    const { value, problems } = interpolateQuery(query, replace);
    expect(problems).toEqual([]);
    expect(value).toEqual({ ...query, ...filled });
    expect(parseQuery(value)).toMatchObject({ ok: true });
  });

  test.each<[string, SavedQuery, RegExp]>([
    [
      'an unknown measure',
      { queryType: 'errorBudget', measure: '$kind' },
      /measure uses \$kind, which is incidents; it/,
    ],
    ['an unknown SLO variable', { queryType: 'errorBudget', slos: ['$nobody'] }, /slos uses \$nobody, but there is no/],
    [
      'a look-back',
      { queryType: 'errorBudget', measure: 'burnRate', lookback: '$bucket' },
      /lookback .* which is week/,
    ],
    ['a view', { queryType: 'reliability', view: '$none' }, /view uses \$none, which has no value/],
    ['a bucket', { queryType: 'reliability', bucket: '$tier' }, /bucket uses \$tier, which is critical/],
    ['a selection', { queryType: 'records', select: '$env' }, /select uses \$env, which is eu, us/],
    ['a filter', { queryType: 'records', teams: ['$none'] }, /teams uses \$none, which has no value/],
    ['a mark', { queryType: 'annotations', kind: '$nobody' }, /kind uses \$nobody, but there is no such/],
    [
      'a priority',
      { queryType: 'annotations', priorities: ['$tier'] },
      /priorities has critical; it must be one of: P1/,
    ],
    ['a view of the gate', { queryType: 'gate', view: '$view' }, /view uses \$view, which is outages; it must be/],
    ['a status', { queryType: 'status', measure: '$measure' }, /measure uses \$measure, which is burnRate/],
    [
      'a status view',
      { queryType: 'status', view: '$view' },
      /view uses \$view, which is outages; it must be one of: jobs/,
    ],
    [
      'a check',
      { queryType: 'status', check: '$tier' },
      /check uses \$tier, which is critical; it must be one of: unl/,
    ],
    ['a limit', { queryType: 'status', limit: '$tier' }, /limit uses \$tier, which is critical; it must be a whole/],
    ['several limits', { queryType: 'status', limit: '$env' }, /limit uses \$env, which is eu, us; it must be a whole/],
    ['no limit', { queryType: 'status', limit: '$none' }, /limit uses \$none, which has no value/],
    ['every limit', { queryType: 'status', limit: '$allStar' }, /limit uses \$allStar, which is All; it must be a/],
  ])('%s that cannot be filled in is told', (_case, query, complaint) => {
    expect(interpolateQuery(query, replace).problems).toEqual([expect.stringMatching(complaint)]);
  });

  test.each<SavedQuery>([
    { queryType: 'dora', metric: '$rate', statistic: 'p90' },
    { queryType: 'errorBudget', measure: '$plainMeasure', lookback: '6h' },
  ])('%j: what the picked metric or measure does not take is moot', (query) => {
    const { value, problems } = interpolateQuery(query, replace);
    expect(problems).toEqual([]);
    expect(parseQuery(value)).toMatchObject({ ok: true });
  });

  test('all priorities are all four, not the two that none means', () => {
    const query: SavedQuery = { queryType: 'annotations', priorities: ['$allStar'] };
    expect(interpolateQuery(query, replace).value).toMatchObject({ priorities: ['P1', 'P2', 'P3', 'P4'] });
  });

  test('a kind that this version does not know stays for the backend to refuse', () => {
    const query = { queryType: 'weather', services: ['$services'] } as unknown as SavedQuery;
    expect(interpolateQuery(query, replace)).toEqual({ value: query, problems: [] });
  });
});

test('whatever is saved is filled in, described and sent without a fault, for the backend to refuse by name', () => {
  const garbage = fc.oneof(fc.constantFrom('$service', '$none', ['$services']), fc.jsonValue({ maxDepth: 2 }));
  fc.assert(
    fc.property(anyQuery(garbage), (fields) => {
      const query = normalizeQuery({ refId: 'A', ...fields });
      const { value, problems } = interpolateQuery(query, replace);
      expect(typeof queryText(query)).toBe('string');
      const parsed = parseQuery(JSON.parse(JSON.stringify(value)));
      if (!parsed.ok && problems.length === 0) {
        expect(parsed.message).toContain(parsed.field);
      }
    })
  );
});
