import type { SloDefinition } from '../../model/slo';
import { allowanceText, complaintText, durationText, editText } from './slo-words';

const definition: SloDefinition = {
  service: 'checkout',
  name: 'availability',
  targetPercent: 99.9,
  windowDays: 30,
  enabled: true,
  runbookUrl: null,
};

test.each([
  [99.9, 30, '99.9 % over 30 days allows 43.2 minutes of downtime.'],
  [99.9999, 1, '99.9999 % over 1 day allows 0.0864 seconds of downtime.'],
  [99, 30, '99 % over 30 days allows 432 minutes (7 hours 12 minutes) of downtime.'],
  [0.0001, 1, '0.0001 % over 1 day allows 1439.99856 minutes (about 1 day) of downtime.'],
  [100, 30, '100 % over 30 days allows no downtime: its first moment uses it up.'],
])('%d %% over %d days', (targetPercent, windowDays, text) => {
  expect(allowanceText({ targetPercent, windowDays })).toBe(text);
});

test.each([
  [1, '1 minute'],
  [0.5, '30 seconds'],
  [119.5, '119.5 minutes'],
  [1500, '1500 minutes (1 day 1 hour)'],
])('%d minutes are said as %s', (minutes, text) => {
  expect(durationText(minutes)).toBe(text);
});

describe('an edit', () => {
  const edit = (before: SloDefinition | null, after: SloDefinition | null) =>
    editText({ changedAt: '2026-08-20T09:30:00Z', changedBy: 'bob', before, after });

  test('names each field that changed', () => {
    const runbookUrl = 'https://wiki.example';
    const after = { service: 'pay', name: 'up', windowDays: 1, enabled: false, runbookUrl };
    expect(edit(definition, { ...definition, ...after })).toEqual([
      'Service: checkout → pay',
      'Name: availability → up',
      'Window: 30 days → 1 day',
      'State: Enabled → Disabled',
      'Runbook: none → https://wiki.example',
    ]);
  });

  test('may create or delete', () => {
    expect(edit(null, definition)).toEqual(['Created with 99.9 % over 30 days, enabled']);
    expect(edit(definition, null)).toEqual(['Deleted']);
  });
});

test('a complaint names its field as the form does, and leaves other words alone', () => {
  expect(complaintText('windowDays', 'windowDays must be whole days.')).toBe('Window must be whole days.');
  expect(complaintText('name', 'definition.name is taken.')).toBe('Name is taken.');
  expect(complaintText('name', 'names must be unique.')).toBe('names must be unique.');
  expect(complaintText('colour', 'colour is not a field.')).toBe('colour is not a field.');
});
