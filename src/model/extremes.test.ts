import fc from 'fast-check';

import { largest, smallest } from './extremes';

it('are those of Math, also of no number', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      expect(smallest(values)).toBe(Math.min(...values));
      expect(largest(values)).toBe(Math.max(...values));
    })
  );
});

it('are found among more numbers than a call takes', () => {
  const many = Array.from({ length: 1_000_000 }, (_, index) => index);
  expect(() => Math.max(...many)).toThrow(RangeError);
  expect([smallest(many), largest(many)]).toEqual([0, 999_999]);
});
