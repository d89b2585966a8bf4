import { DashboardVariables } from '../test/support/dashboard-variables';
import { interpolateNames, interpolateQuery } from './interpolate';
import { DEFAULT_QUERY } from './model/query';
import type { SavedDoraQuery } from './model/saved-query';

const AWKWARD = ['a,b', '{c}', "d'e", 'f"g', 'h|i', 'j k', '$&', 'ünï'];

const dashboard = new DashboardVariables({
  service: 'checkout',
  services: ['checkout', 'billing'],
  awkward: AWKWARD,
  one: ['checkout'],
  none: '',
  noneOfMany: [],
  allStar: { customAll: '.*' },
  allWord: { customAll: 'All' },
  allNamed: { customAll: 'platform' },
  env: ['eu', 'us'],
  tier: 'critical',
  notTier: 'gold',
  metric: 'mttr',
  rate: 'changeFailureRate',
  statistic: 'p90',
  group: 'team',
  bucket: 'week',
  preset: 'dora-2023',
  notPreset: 'dora-1999',
});
const replace = (text: string, format: (value: unknown) => string) => dashboard.replace(text, {}, format);

describe('names', () => {
  test.each([
    ['plain names stay', ['checkout', 'a,b'], ['checkout', 'a,b']],
    ['one value', ['$service'], ['checkout']],
    ['several values', ['$services'], ['checkout', 'billing']],
    ['braces', ['${services}'], ['checkout', 'billing']],
    ['square brackets', ['[[services]]'], ['checkout', 'billing']],
    ['a format does not join the values', ['${services:csv}'], ['checkout', 'billing']],
    ['nor in square brackets', ['[[services:pipe]]'], ['checkout', 'billing']],
    ['names with any character', ['$awkward'], AWKWARD],
    ['names and variables, without doubles', ['billing', '$services', 'audit'], ['billing', 'checkout', 'audit']],
    ['a variable within a name', ['api-$env'], ['api-eu', 'api-us']],
    ['two variables within a name', ['$service-${env}'], ['checkout-eu', 'checkout-us']],
    ['a custom All value that means everything', ['billing', '$allStar'], []],
    ['the word all', ['$allWord'], []],
    ['a custom All value that is a name', ['$allNamed'], ['platform']],
    ['a dollar that is no variable', ['cash$money', '5$'], ['cash$money', '5$']],
    ['nothing', [], []],
  ])('%s', (_case, texts, expected) => {
    expect(interpolateNames('services', texts, replace)).toEqual({ value: expected, problems: [] });
  });

  test.each([
    ['an unknown variable', '$nobody', /services uses \$nobody, but there is no such variable/],
    ['an unknown variable with a format', '${nobody:csv}', /uses \$\{nobody:csv\}, but there is no such variable/],
    ['a variable without a value', '$none', /services uses \$none, which has no value/],
    ['a variable with nothing selected', '$noneOfMany', /services uses \$noneOfMany, which has no value/],
    ['an empty variable within a name', 'api-$noneOfMany', /uses api-\$noneOfMany, which has no value/],
  ])('%s is told and stays, rather than meaning all services', (_case, text, complaint) => {
    const { value, problems } = interpolateNames('services', [text], replace);
    expect(value).toEqual([text]);
    expect(problems).toEqual([expect.stringMatching(complaint)]);
  });
});

const saved = (fields: Partial<SavedDoraQuery>): SavedDoraQuery => ({
  ...DEFAULT_QUERY,
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
    ['a list of one value', { services: ['$one'] }, { services: ['checkout'] }],
    ['all filters', { teams: ['$env'], tiers: ['$tier'] }, { teams: ['eu', 'us'], tiers: ['critical'] }],
    ['a statistic of a metric that has none', { metric: '$rate', statistic: 'p90' }, { metric: 'changeFailureRate' }],
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
    ['All', { bucket: '$allStar' }, /bucket uses \$allStar, which is All; it must be one of/],
    ['unfit tier', { tiers: ['$notTier'] }, /tiers has gold; it must be one of: critical, standard/],
  ])('%s is told, and the rest is filled in', (_case, fields, complaint) => {
    const { value, problems } = interpolateQuery(saved({ services: ['$service'], ...fields }), replace);
    expect(problems).toEqual([expect.stringMatching(complaint)]);
    expect(value.services).toEqual(['checkout']);
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
