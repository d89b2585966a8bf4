import fc from 'fast-check';

import { dimensionValue } from './dimension-value';

it.each([
  ['StackFlow API', 'StackFlow API'],
  ['Zahlung (EU) – groß', 'Zahlung (EU) %E2%80%93 gro%C3%9F'],
  ['100 %', '100 %25'],
  [':shop', '%3Ashop'],
  ['a:b', 'a:b'],
  ['tab\there', 'tab%09here'],
])('writes %j as %j', (name, value) => {
  expect(dimensionValue(name)).toBe(value);
});

it('gives what CloudWatch takes, and two names never one value', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(dimensionValue(a)).toMatch(/^(?!:)[ -~]{1,1024}$/);
      expect(dimensionValue(a) === dimensionValue(b)).toBe(a === b);
    })
  );
});

it('tells long names apart that begin alike', () => {
  const [a, b] = ['a', 'b'].map((end) => dimensionValue('x'.repeat(1500) + end));
  expect(a).toHaveLength(1024);
  expect(a).not.toBe(b);
});
