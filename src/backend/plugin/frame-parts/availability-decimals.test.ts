import fc from 'fast-check';

import { availabilityDecimals, ownDecimals } from './availability-decimals';

it.each([
  [99, 0],
  [99.5, 1],
  [99.95, 2],
  [99.999, 3],
  [100, 0],
])('%p has %p digits after the point', (value, digits) => {
  expect(ownDecimals(value)).toBe(digits);
});

it.each([
  ['without an objective', 99.5, null, 2],
  ['no data', null, 99.9, 2],
  ['of a coarse target', 99.4, 99, 2],
  ['one more than the target has', 99.95, 99.9, 2],
  ['of a fine target', 99.98, 99.95, 3],
  ['just below its target', 99.8999, 99.9, 4],
  ['all but whole', 99.99996, 99.9, 5],
  ['whole', 100, 99.9, 2],
  ['a second of a year', 100 - 100 / (365 * 86_400), null, 6],
])('%s: %p of %p is written with %p digits', (_, value, targetPercent, digits) => {
  expect(availabilityDecimals([{ value, targetPercent }])).toBe(digits);
});

it('numbers that stand together have the digits of the one that needs most', () => {
  const shown = [
    { value: 99.5, targetPercent: 99 },
    { value: 99.98, targetPercent: 99.95 },
  ];
  expect(availabilityDecimals(shown)).toBe(3);
});

it('any number of numbers may stand together', () => {
  const shown = Array.from({ length: 200_000 }, () => ({ value: 99.98, targetPercent: 99.95 }));
  expect(availabilityDecimals(shown)).toBe(3);
});

it('what is below 100 or its target is written as below', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.option(fc.integer({ min: 5000, max: 9999 }).map((hundredths) => hundredths / 100)),
      (value, targetPercent) => {
        const written = Number(value.toFixed(availabilityDecimals([{ value, targetPercent }])));
        for (const limit of [100, targetPercent ?? 100]) {
          // Closer than a second in thirty years is the same.
          if (value < limit - 1e-8) {
            expect(written).toBeLessThan(limit);
          }
        }
      }
    )
  );
});
