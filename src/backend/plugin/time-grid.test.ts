/** @jest-environment node */
import fc from 'fast-check';

import { GRID_MS, momentOf } from './time-grid';

const NOW = Date.UTC(2026, 4, 4, 12, 0, 7, 300);
const NINETY_DAYS = 90 * 24 * 3600_000;

const iso = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
  [fromMs, toMs].map((ms) => new Date(ms).toISOString());

it('is one for screens whose clocks and loading times differ within the grid', () => {
  const moments = [0, 1, 4_321, 6_999].map((lateMs) => {
    const toMs = NOW - 7_300 + lateMs;
    return momentOf({ fromMs: toMs - NINETY_DAYS, toMs }, NOW, false);
  });
  expect(new Set(moments.map((moment) => JSON.stringify(moment))).size).toBe(1);
  expect(moments[0]?.isLive).toBe(true);
});

it('is now to the grid where a range ends in the future, as today does', () => {
  const endOfDay = Date.UTC(2026, 4, 4, 23, 59, 59, 999);
  const moment = momentOf({ fromMs: Date.UTC(2026, 4, 4), toMs: endOfDay }, NOW, false);
  expect(new Date(moment.nowMs).toISOString()).toBe('2026-05-04T12:00:00.000Z');
  expect(moment.range.fromMs).toBe(Date.UTC(2026, 4, 4));
});

it('leaves a range that ended before as it is', () => {
  const range = { fromMs: Date.UTC(2026, 3, 1, 0, 0, 0, 1), toMs: Date.UTC(2026, 4, 3, 23, 59, 59, 999) };
  expect(momentOf(range, NOW, false)).toEqual({ range, nowMs: NOW - 300, isLive: false });
});

it('leaves a range of less than the grid as it is', () => {
  const range = { fromMs: NOW - 5_000, toMs: NOW };
  expect(iso(momentOf(range, NOW, false).range)).toEqual(iso(range));
});

it('is exact for alert rules, and never later than what was asked for', () => {
  const moments = fc.record({
    agoMs: fc.integer({ min: -100_000, max: 200_000 }),
    lengthMs: fc.integer({ min: 1, max: NINETY_DAYS }),
  });
  fc.assert(
    fc.property(moments, ({ agoMs, lengthMs }) => {
      const range = { fromMs: NOW - agoMs - lengthMs, toMs: NOW - agoMs };
      expect(momentOf(range, NOW, true)).toEqual({ range, nowMs: NOW - 300, isLive: false });
      const { range: shown, nowMs, isLive } = momentOf(range, NOW, false);
      for (const [asked, answered] of [
        [range.fromMs, shown.fromMs],
        [range.toMs, shown.toMs],
        [NOW, nowMs],
      ] as const) {
        expect(asked - answered).toBeGreaterThanOrEqual(0);
        expect(asked - answered).toBeLessThan(GRID_MS);
        expect(!isLive || answered % GRID_MS === 0).toBe(true);
      }
    })
  );
});
