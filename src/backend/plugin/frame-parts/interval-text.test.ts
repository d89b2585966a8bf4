import { intervalText, valueText } from './interval-text';

it.each([
  ['changeFailureRate', 7.12, { lower: 3.94, upper: 12.41 }, '7.1 % (3.9–12.4)'],
  ['changeFailureRate', 0, { lower: 0, upper: 3.62 }, '0 % (0–3.6)'],
  ['changeFailureRate', 100, { lower: 47.8, upper: 100 }, '100 % (47.8–100)'],
  ['deploymentFrequency', 0.5333, { lower: 0.3, upper: 0.87 }, '0.53 / day (0.3–0.87)'],
  ['leadTime', 90, { lower: 60, upper: 5400 }, '1.5 mins (1–90)'],
  ['leadTime', 200_000, { lower: 100_000, upper: null }, '2.3 days (from 1.2)'],
  ['mttr', 30, { lower: null, upper: 50 }, '30 s (up to 50)'],
  ['mttr', 7200, { lower: null, upper: null }, '2 hours'],
  ['mttr', 7200, null, '2 hours'],
] as const)('%s of %d reads %j', (metric, value, interval, text) => {
  expect(valueText(metric, value, interval)).toBe(text);
});

it('stands alone with its unit', () => {
  expect(intervalText('changeFailureRate', 7.12, { lower: 3.94, upper: 12.41 })).toBe('3.9–12.4 %');
  expect(intervalText('mttr', null, null)).toBeNull();
  expect(intervalText('mttr', 5, { lower: null, upper: null })).toBeNull();
});
