import { rangeInWords } from './range-words';

const NOW = Date.parse('2026-11-29T18:51:20Z');
const ago = (seconds: number) => NOW - seconds * 1000;
const DAY = 86_400;

it.each([
  ['last 30 days, as of 18:51', ago(30 * DAY), NOW, 'UTC'],
  ['last 30 days, as of 19:51', ago(30 * DAY), NOW, 'Europe/Berlin'],
  ['last 30 days, as of 18:50, a little late', ago(30 * DAY), ago(60), 'UTC'],
  // Clocks went back an hour in it.
  ['last 60 days, as of 19:51', ago(60 * DAY + 3600), NOW, 'Europe/Berlin'],
  ['last 12.8 days, as of 18:51', ago(12.75 * DAY), NOW, 'UTC'],
  ['last 24 hours, as of 18:51', ago(DAY), NOW, 'UTC'],
  ['last 6.5 hours, as of 18:51', ago(6.5 * 3600), NOW, 'UTC'],
  ['last 90 minutes, as of 18:51', ago(5400), NOW, 'UTC'],
  ['last 1 minute, as of 18:51', ago(60), NOW, 'UTC'],
  ['30 days, as of 3 Oct, 14:00', Date.parse('2026-09-03T14:00Z'), Date.parse('2026-10-03T14:00Z'), 'UTC'],
  ['7 days, as of 3 Oct 2025, 14:00', Date.parse('2025-09-26T14:00Z'), Date.parse('2025-10-03T14:00Z'), 'UTC'],
])('%s', (words, fromMs, toMs, zone) => {
  expect(rangeInWords({ fromMs, toMs }, NOW, zone)).toBe(words.replace(', a little late', ''));
});
