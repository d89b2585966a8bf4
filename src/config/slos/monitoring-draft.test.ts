import { enteredTime, monitoringCandidate } from './monitoring-draft';

const timeOf = (monitoredSince: string) => monitoringCandidate({ service: 'Shop', monitoredSince });

test.each([
  ['2026-05-01', '2026-05-01T00:00:00.000Z'],
  [' 2026-05-01 08:30 ', '2026-05-01T08:30:00.000Z'],
  ['2026-05-01T08:30:15Z', '2026-05-01T08:30:15.000Z'],
  ['2026-05-01 08:30:15.5 UTC', '2026-05-01T08:30:15.500Z'],
  ['', null],
  ['  ', null],
])('%p is %p', (text, monitoredSince) => {
  expect(timeOf(text)).toEqual({ service: 'Shop', monitoredSince });
});

test.each(['yesterday', '2026-02-30', '2026-05-01 24:30', '1.5.2026', '2026-05-01 08:30 CET'])(
  '%p stays as it is, and is refused as no time',
  (text) => {
    expect(timeOf(text)).toEqual({ service: 'Shop', monitoredSince: text });
  }
);

test.each([
  [null, ''],
  ['2026-05-01T08:30:00.000Z', '2026-05-01 08:30'],
  ['2026-05-01T08:30:15.000Z', '2026-05-01 08:30:15'],
  ['2026-05-01T08:30:15.250Z', '2026-05-01 08:30:15.250'],
])('%p is shown as %p, which is the same again', (at, text) => {
  expect(enteredTime(at)).toBe(text);
  expect(timeOf(text)).toEqual({ service: 'Shop', monitoredSince: at });
});
