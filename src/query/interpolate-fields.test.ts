import { DashboardVariables } from '../../test/support/dashboard-variables';
import { interpolateNames } from './interpolate-fields';

const AWKWARD = ['a,b', '{c}', "d'e", 'f"g', 'h|i', 'j k', '$&', 'ünï'];

const dashboard = new DashboardVariables({
  service: 'checkout',
  services: ['checkout', 'billing'],
  awkward: AWKWARD,
  none: '',
  noneOfMany: [],
  allStar: { customAll: '.*' },
  allWord: { customAll: 'All' },
  allNamed: { customAll: 'platform' },
  env: ['eu', 'us'],
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
