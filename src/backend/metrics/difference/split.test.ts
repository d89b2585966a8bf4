/** @jest-environment node */
import fc from 'fast-check';

import { apportion } from './exact-parts';
import { splitChange } from './split';
import type { GroupPortions, WholeKind } from './split';

/** Digits as they are written, so that nothing is lost to doubles: millionths. */
function digits(value: number): bigint {
  return BigInt(value.toFixed(6).replace('.', ''));
}

const sum = (values: readonly bigint[]) => values.reduce((all, value) => all + value, 0n);
const group = (service: string) => ({ by: 'service', service, team: null }) as const;

const portion = fc
  .tuple(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 5 }), fc.integer({ min: 1, max: 7 }))
  .map(([values, parts]) => ({
    // A record that belongs to several groups counts for each by a fraction.
    weight: values.length / parts,
    sum: values.reduce((all, value) => all + value / parts, 0),
  }));
const portions: fc.Arbitrary<GroupPortions[]> = fc
  .array(fc.record({ then: portion, now: portion }), { minLength: 1, maxLength: 12 })
  .map((all) => all.map((one, index) => ({ group: group(`s${index}`), ...one })));
const hasBoth = (groups: readonly GroupPortions[]) =>
  groups.some(({ then }) => then.weight > 0) && groups.some(({ now }) => now.weight > 0);

function wholeOf(kind: WholeKind, groups: readonly GroupPortions[]) {
  const of = (period: 'then' | 'now') => {
    const weight = groups.reduce((all, one) => all + one[period].weight, 0);
    const total = groups.reduce((all, one) => all + one[period].sum, 0);
    return kind === 'sum' ? total : total / weight;
  };
  return { then: of('then'), now: of('now') };
}

describe.each(['mean', 'sum', 'interpolated'] as const)('the parts of a whole that is %s', (kind) => {
  it('add up to the change to the last digit, and the change to the two values', () => {
    fc.assert(
      fc.property(portions.filter(hasBoth), fc.double({ min: -1e4, max: 1e4, noNaN: true }), (groups, off) => {
        const exact = wholeOf(kind, groups);
        const whole = kind === 'interpolated' ? { ...exact, now: exact.now + off } : exact;
        const split = splitChange(kind, whole, groups);
        const parts = split.parts.map(({ contribution }) => digits(contribution));
        expect(sum(parts) + digits(split.interpolation)).toBe(digits(split.change));
        expect(digits(split.then) + digits(split.change)).toBe(digits(split.now));
        for (const { within, mix, contribution } of split.parts) {
          expect(digits(within) + digits(mix ?? 0)).toBe(digits(contribution));
        }
      }),
      { numRuns: 500 }
    );
  });
});

it('each part is rounded by less than two millionths', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }), (parts) => {
      const whole = Math.round(parts.reduce((all, part) => all + part, 0) * 1e6) + 0;
      const rounded = apportion(parts, whole);
      expect(rounded.reduce((all, part) => all + part, 0)).toBe(whole);
      parts.forEach((part, index) => expect(Math.abs((rounded[index] ?? 0) - part * 1e6)).toBeLessThan(2));
    })
  );
});

describe('by hand', () => {
  it('of a rate: who got worse, and who grew', () => {
    // Shop: 1 of 10, then 4 of 20. Search: 2 of 10, then 2 of 10. Of 15 % came 20 %.
    const split = splitChange('mean', { then: 15, now: 20 }, [
      { group: group('Shop'), then: { weight: 10, sum: 100 }, now: { weight: 20, sum: 400 } },
      { group: group('Search'), then: { weight: 10, sum: 200 }, now: { weight: 10, sum: 200 } },
    ]);
    const [shop, search] = split.parts;
    // (½ + ⅔) ÷ 2 × 10, and (⅔ − ½) × (15 − 17.5); a share of a sixth less of what is 2.5 worse than the whole.
    expect(shop?.within).toBeCloseTo(35 / 6, 5);
    expect(shop?.mix).toBeCloseTo(-2.5 / 6, 5);
    expect(search).toMatchObject({ within: 0, shareThen: 50 });
    expect(search?.mix).toBeCloseTo(-2.5 / 6, 5);
  });

  it('a service that was not there before counts by its share alone', () => {
    const split = splitChange('mean', { then: 10, now: 30 }, [
      { group: group('Old'), then: { weight: 10, sum: 100 }, now: { weight: 10, sum: 100 } },
      { group: group('New'), then: { weight: 0, sum: 0 }, now: { weight: 10, sum: 500 } },
    ]);
    // Old is better than the 20 between both wholes, and its share halved; New is worse and has the other half.
    expect(split.parts).toMatchObject([
      { within: 0, mix: 5 },
      { within: 0, mix: 15 },
    ]);
  });

  it('of a sum: each its own change', () => {
    const split = splitChange('sum', { then: 0.3, now: 0.5 }, [
      { group: group('Shop'), then: { weight: 2, sum: 0.2 }, now: { weight: 5, sum: 0.5 } },
      { group: group('Search'), then: { weight: 1, sum: 0.1 }, now: { weight: 0, sum: 0 } },
    ]);
    expect(split.parts).toMatchObject([
      { within: 0.3, mix: null, contribution: 0.3, shareNow: null },
      { within: -0.1, mix: null, contribution: -0.1 },
    ]);
  });
});
