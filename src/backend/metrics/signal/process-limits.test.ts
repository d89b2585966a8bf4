/** @jest-environment node */
import { HISTORY_POINTS, judge } from './judge';
import { BASELINE_POINTS, LIMIT_FACTOR, MIN_BASELINE_VALUES, processLimits } from './process-limits';
import { JUDGED_POINTS, brokenRule } from './rules';

const LIMITS = { centre: 10, lower: 4, upper: 16 };
const quiet = (count: number) => Array.from({ length: count }, (_, index) => 9 + 2 * (index % 2));

it('are the mean and 2.66 mean moving ranges, by hand', () => {
  // Moving ranges of 2 and 4 by turns, as long as the first and last are 2.
  const baseline = [8, 10, 14, 12, 8, 10, 14, 12, 8, 10, 14, 12];
  const ranges = [2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2];
  const reach = LIMIT_FACTOR * (ranges.reduce((sum, one) => sum + one, 0) / ranges.length);
  expect(processLimits(baseline)).toEqual({ centre: 11, lower: 11 - reach, upper: 11 + reach });
});

it('pass over buckets without a value', () => {
  const values = quiet(MIN_BASELINE_VALUES);
  const gaps = values.flatMap((value) => [value, null]);
  expect(processLimits(gaps)).toEqual(processLimits(values));
});

it.each([
  ['shortHistory', quiet(MIN_BASELINE_VALUES - 1)],
  ['noVariation', quiet(BASELINE_POINTS).map(() => 0)],
])('there are none for %s', (why, baseline) => {
  expect(processLimits(baseline)).toBe(why);
});

describe('the rules', () => {
  const usual = [11, 9, 11, 9, 11, 9, 11];
  it.each<[string, ReadonlyArray<number | null>, ReturnType<typeof brokenRule>]>([
    ['at the limit', [...usual, 16], null],
    ['over the limit', [...usual, 16.01], { rule: 'outside', side: 'above' }],
    ['under the limit', [...usual, 3.99], { rule: 'outside', side: 'below' }],
    ['three of four near a limit', [...usual.slice(0, 4), 14, 9, 14, 14], { rule: 'nearLimit', side: 'above' }],
    ['halfway is not near', [...usual.slice(0, 4), 13, 9, 13, 13], null],
    ['three of four on two sides', [...usual.slice(0, 4), 14, 5, 9, 14], null],
    ['three of five', [...usual.slice(0, 3), 14, 9, 9, 14, 14], null],
    ['near, and back', [...usual.slice(0, 4), 14, 14, 14, 11], null],
    ['eight on one side', [9, 9, 9, 9, 9, 9, 9, 9], { rule: 'oneSide', side: 'below' }],
    ['seven on one side', [11, 9, 9, 9, 9, 9, 9, 9], null],
    ['one on the centre', [9, 9, 9, 10, 9, 9, 9, 9], null],
    ['one without a value', [9, 9, 9, null, 9, 9, 9, 9], null],
    ['too few for a run', [9, 9, 9, 9, 9, 9, 9], null],
    ['no value', [...usual, null], null],
  ])('%s', (_, judged, expected) => {
    expect(brokenRule(judged, LIMITS)).toEqual(expected);
  });
});

describe('a verdict', () => {
  const past = quiet(HISTORY_POINTS);

  it('holds a bucket against what was before the buckets that the rules look at', () => {
    const shifted = [...quiet(BASELINE_POINTS), ...Array.from({ length: JUDGED_POINTS }, () => 10.5)];
    const { limits, verdict } = judge(shifted, shifted.length - 1, false);
    expect(limits).toEqual(processLimits(quiet(BASELINE_POINTS)));
    expect(verdict).toEqual({ kind: 'signal', rule: 'oneSide', side: 'above' });
  });

  it('does not depend on what came before its history, nor after', () => {
    const values = [...past, 100];
    const expected = judge(values, values.length - 1, false);
    expect(expected.verdict).toEqual({ kind: 'signal', rule: 'outside', side: 'above' });
    expect(judge([1e6, 0, 1e6, ...values, 0, 1e6], values.length + 2, false)).toEqual(expected);
  });

  it.each([
    ['unfinished', [...past, 100], true],
    ['noValue', [...past, null], false],
    ['shortHistory', quiet(JUDGED_POINTS + MIN_BASELINE_VALUES - 1), false],
    ['noVariation', [...past.map(() => 0), 100], false],
  ] as const)('is not known: %s', (why, values, isUnfinished) => {
    expect(judge(values, values.length - 1, isUnfinished).verdict).toEqual({ kind: 'unknown', why });
  });
});
