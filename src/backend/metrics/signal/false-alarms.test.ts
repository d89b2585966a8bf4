/** @jest-environment node */
import { normalNumbers } from '../../../../test/support/normal-numbers';
import { BASELINE_POINTS, MIN_BASELINE_VALUES, processLimits } from './process-limits';
import type { ProcessLimits } from './process-limits';
import { JUDGED_POINTS, brokenRule } from './rules';

/**
 * How often something that never changes is said to have changed, of normal numbers; in percent of the newest values. The
 * numbers are the same in each run.
 */

const DRAWS = 20_000;

function falseAlarms(limitsOf: (draw: () => number) => ProcessLimits): Record<'outside' | 'any', number> {
  const draw = normalNumbers(19);
  const counts = { outside: 0, any: 0 };
  for (let index = 0; index < DRAWS; index++) {
    const limits = limitsOf(draw);
    const signal = brokenRule(Array.from({ length: JUDGED_POINTS }, draw), limits);
    counts.outside += Number(signal?.rule === 'outside');
    counts.any += Number(signal !== null);
  }
  return { outside: (100 * counts.outside) / DRAWS, any: (100 * counts.any) / DRAWS };
}

function limitsOfBaseline(points: number) {
  return (draw: () => number): ProcessLimits => {
    const limits = processLimits(Array.from({ length: points }, draw));
    if (typeof limits === 'string') {
      throw new Error(limits);
    }
    return limits;
  };
}

/** Holds a rate against what is expected, as near as four standard errors. */
function expectRate(percent: number, expected: number) {
  const standardError = Math.sqrt((expected * (100 - expected)) / DRAWS);
  expect(Math.abs(percent - expected)).toBeLessThan(4 * standardError);
}

it('with limits that are known 0.27 % are outside, as Shewhart says of three standard deviations', () => {
  const { outside, any } = falseAlarms(() => ({ centre: 0, lower: -3, upper: 3 }));
  expectRate(outside, 0.27);
  // 0.27 %, 0.17 % of three of four over 1.5 standard deviations, and 2 ÷ 2⁸ of eight on one side, which overlap little.
  expectRate(any, 1.2);
});

/*
 * Estimated from m values, the mean moving range is known as well as of 0.62 (m − 1) degrees of freedom (D. J. Wheeler,
 * "Advanced Topics in Statistical Process Control"; the variance of it is that of J. D. Cryer and T. P. Ryan, "The
 * Estimation of Sigma for an X Chart", Journal of Quality Technology 22, 1990), and the centre but to one m-th of the
 * variance. So a value is outside as often as |t| > 3 ÷ √(1 + 1/m), at most: 1.1 % for 24 values, 2.4 % for 12. The
 * simulated rates are a little lower, since moving ranges have shorter tails than that.
 */
it.each([
  [BASELINE_POINTS, 0.93, 1.06],
  [MIN_BASELINE_VALUES, 1.89, 2.43],
])(
  'with a baseline of %i values about %f %% are outside, and no more than the literature says',
  (points, usual, most) => {
    const { outside } = falseAlarms(limitsOfBaseline(points));
    expectRate(outside, usual);
    expect(outside).toBeLessThan(most);
  }
);

it('all three rules together give 2.9 % with a whole baseline', () => {
  expectRate(falseAlarms(limitsOfBaseline(BASELINE_POINTS)).any, 2.9);
});
