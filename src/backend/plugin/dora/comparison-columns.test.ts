import type { DoraMetric } from '../../../model/dora-metrics';
import { changeOf } from '../../metrics/dora/comparison';
import { trend, trendColumn } from './comparison-columns';

const inWords = (metric: DoraMetric, value: number | null, then: number | null) => {
  const isBetter = value !== null && then !== null && value > then === (metric === 'deploymentFrequency');
  return trend(metric, { value, then, change: changeOf(metric, value, then), verdict: isBetter ? 'better' : 'worse' });
};

it.each([
  ['usual', 'within its usual range'],
  ['unmeasured', 'not measured'],
] as const)('a change that is %s is neither better nor worse', (verdict, words) => {
  expect(trend('mttr', { value: 150, then: 100, change: changeOf('mttr', 150, 100), verdict })).toBe(words);
});

it.each<[DoraMetric, number | null, number | null, string | null]>([
  ['leadTime', 88, 100, '↓ 12 % lower, better'],
  ['leadTime', 150, 100, '↑ 50 % higher, worse'],
  ['mttr', 100, 100, 'unchanged'],
  ['mttr', 99.99, 100, '↓ less than 0.1 % lower, better'],
  ['mttr', 98.5, 100, '↓ 1.5 % lower, better'],
  ['mttr', 0.4, 100, '↓ more than 99 % lower, better'],
  ['mttr', 0, 100, '↓ 100 % lower, better'],
  ['deploymentFrequency', 3, 2, '↑ 50 % higher, better'],
  ['deploymentFrequency', 1, 2, '↓ 50 % lower, worse'],
  // From nothing to something is no percentage of nothing.
  ['deploymentFrequency', 1, 0, '↑ higher, better'],
  ['deploymentFrequency', 0, 0, 'unchanged'],
  ['changeFailureRate', 8.1, 5, '↑ 3.1 pp higher, worse'],
  ['changeFailureRate', 0, 25, '↓ 25 pp lower, better'],
  ['reworkRate', 2, 4, '↓ 2 pp lower, better'],
  ['mttr', 60, null, 'no data before'],
  ['mttr', null, 60, null],
])('%s of %p after %p is %p', (metric, value, then, words) => {
  expect(inWords(metric, value, then)).toBe(words);
});

it.each<[DoraMetric, number | null, number | null, number | null]>([
  ['leadTime', 88, 100, -12],
  ['changeFailureRate', 8, 5, 3],
  ['deploymentFrequency', 1, 0, null],
  ['leadTime', null, 100, null],
  ['leadTime', 100, null, null],
])('%s of %p after %p is a change of %p', (metric, value, then, amount) => {
  expect(changeOf(metric, value, then)).toEqual(amount === null ? { kind: 'unknown' } : { kind: 'known', amount });
});

it('has a colour where it is more than chance, and is plain elsewhere', () => {
  const row = (value: number, verdict: 'better' | 'worse' | 'usual') => ({
    ...{ value, then: 100, verdict },
    change: changeOf('mttr', value, 100),
  });
  const { config } = trendColumn('mttr', [row(50, 'better'), row(150, 'worse'), row(101, 'usual')]);
  expect(config?.mappings?.flatMap(({ options }): unknown[] => Object.values(options))).toMatchObject([
    { text: '↓ 50 % lower, better', color: 'semi-dark-green' },
    { text: '↑ 50 % higher, worse', color: 'red' },
    { text: 'within its usual range', color: 'text' },
  ]);
});
