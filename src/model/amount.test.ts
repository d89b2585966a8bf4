import { amount } from './amount';

it.each([
  [0, 'day', undefined, '0 days'],
  [1, 'day', undefined, '1 day'],
  [1.5, 'day', undefined, '1.5 days'],
  [2000, 'service', undefined, '2,000 services'],
  [1, 'recovery', 'recoveries', '1 recovery'],
  [2, 'recovery', 'recoveries', '2 recoveries'],
])('%d of %s, %s, is %s', (count, one, many, text) => {
  expect(amount(count, one, many)).toBe(text);
});
