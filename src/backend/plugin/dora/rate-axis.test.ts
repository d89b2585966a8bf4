import fc from 'fast-check';

import { rateAxisEnd } from './rate-axis';

const lineOf = (...values: readonly (number | null)[]) => ({
  points: values.map((value) => ({
    value,
    sample: { kind: 'ratio', n: 1, of: 10 } as const,
    ...{ total: 10, excluded: 0, open: 0, shared: 0 },
    interval: { lower: 0, upper: 97 },
  })),
});

it.each([
  ['nothing failed', [0, 0], 5],
  ['nothing is known', [null], 5],
  ['a few', [3.1, null, 2], 5],
  ['a fourth', [27.5, 0], 40],
  ['half', [50, 10], 60],
  ['all', [100], 100],
])('%s: %j ends at %p', async (_, values, end) => {
  expect(await rateAxisEnd([lineOf(...values)])).toBe(end);
});

it('holds the highest of all lines', async () => {
  expect(await rateAxisEnd([lineOf(2), lineOf(60)])).toBe(80);
});

it('cuts no line, and leaves no more than half of itself empty where anything much failed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), async (values) => {
      const end = await rateAxisEnd([lineOf(...values)]);
      const highest = Math.max(...values);
      expect(end).toBeGreaterThanOrEqual(highest);
      expect(end).toBeLessThanOrEqual(Math.max(5, 2 * highest));
    })
  );
});

it('takes as many lines and points as an answer may have', async () => {
  const points = Array.from({ length: 20_000 }, (_, index) => index / 1_000);
  expect(await rateAxisEnd(Array.from({ length: 20 }, () => lineOf(...points)))).toBe(25);
});
