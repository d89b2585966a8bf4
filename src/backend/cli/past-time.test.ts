import { parsePastTime } from './past-time';

const NOW = Date.parse('2026-05-10T12:00:00Z');

describe('parsePastTime', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026-01-31T08:30+02:00', '2026-01-31T06:30:00Z'],
    ['2026-01-31T08:30:15Z', '2026-01-31T08:30:15Z'],
    ['36h', '2026-05-09T00:00:00Z'],
    ['90d', '2026-02-09T12:00:00Z'],
    ['4w', '2026-04-12T12:00:00Z'],
  ])('reads %s', (text, time) => {
    expect(parsePastTime(text, NOW)).toEqual(new Date(time));
  });

  it.each(['', 'yesterday', '31.1.2026', '2026-01-31T08:30', '2026-13-01', '5', '5m', '-5d', '2026-05-11'])(
    'refuses %j',
    (text) => {
      expect(() => parsePastTime(text, NOW)).toThrow('It must be a past date');
    }
  );
});
