/** @jest-environment node */
import fc from 'fast-check';

import { QUERY_TYPES } from '../../model/query-kinds';
import { GRID_MS, LONG_GRID_MS, momentOf } from './time-grid';

const NOW = Date.UTC(2026, 4, 4, 12, 0, 7, 300);
const DAY_MS = 24 * 3600_000;
const NINETY_DAYS = 90 * DAY_MS;

const iso = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
  [fromMs, toMs].map((ms) => new Date(ms).toISOString());

const shown = (range: { readonly fromMs: number; readonly toMs: number }) =>
  ({ queryType: 'reliability', range, fromAlert: false }) as const;

it('is one for screens whose clocks and loading times differ within the grid', () => {
  const moments = [0, 1, 4_321, 6_999].map((lateMs) => {
    const toMs = NOW - 7_300 + lateMs;
    return momentOf(shown({ fromMs: toMs - NINETY_DAYS, toMs }), NOW);
  });
  expect(new Set(moments.map((moment) => JSON.stringify(moment))).size).toBe(1);
  expect(moments[0]?.keepMs).toBeGreaterThan(GRID_MS);
});

it('is on a grid of half a minute for DORA numbers of thirty days, also where clocks were changed', () => {
  const nowMs = Date.UTC(2026, 4, 4, 12, 0, 29, 999);
  const endOf = (queryType: 'dora' | 'scorecard' | 'records' | 'reliability', lengthMs: number) => {
    const { range, ...moment } = momentOf(
      { queryType, range: { fromMs: nowMs - lengthMs, toMs: nowMs }, fromAlert: false },
      nowMs
    );
    expect(moment.nowMs).toBe(range.toMs);
    return new Date(range.toMs).toISOString();
  };
  for (const queryType of ['dora', 'scorecard', 'records'] as const) {
    expect(endOf(queryType, 30 * DAY_MS)).toBe('2026-05-04T12:00:00.000Z');
    expect(endOf(queryType, 30 * DAY_MS - 3600_000)).toBe('2026-05-04T12:00:00.000Z');
    expect(endOf(queryType, 28 * DAY_MS)).toBe('2026-05-04T12:00:20.000Z');
  }
  expect(endOf('reliability', NINETY_DAYS)).toBe('2026-05-04T12:00:20.000Z');
});

it('is now to the grid where a range ends in the future, as today does', () => {
  const endOfDay = Date.UTC(2026, 4, 4, 23, 59, 59, 999);
  const moment = momentOf(shown({ fromMs: Date.UTC(2026, 4, 4), toMs: endOfDay }), NOW);
  expect(new Date(moment.nowMs).toISOString()).toBe('2026-05-04T12:00:00.000Z');
  expect(moment.range.fromMs).toBe(Date.UTC(2026, 4, 4));
});

it('leaves a range that ended before as it is', () => {
  const range = { fromMs: Date.UTC(2026, 3, 1, 0, 0, 0, 1), toMs: Date.UTC(2026, 4, 3, 23, 59, 59, 999) };
  expect(momentOf(shown(range), NOW)).toEqual({ range, nowMs: NOW - 300, keepMs: null });
});

it('leaves a range of less than the grid as it is', () => {
  const range = { fromMs: NOW - 5_000, toMs: NOW };
  expect(iso(momentOf(shown(range), NOW).range)).toEqual(iso(range));
});

it('tells the same minute on every grid, as a screen that names one moment for all', () => {
  expect([60_000 % GRID_MS, 60_000 % LONG_GRID_MS]).toEqual([0, 0]);
});

it('is exact for alert rules, and never later than what was asked for', () => {
  const asked = fc.record({
    queryType: fc.constantFrom(...QUERY_TYPES),
    agoMs: fc.integer({ min: -100_000, max: 200_000 }),
    lengthMs: fc.integer({ min: 1, max: NINETY_DAYS }),
  });
  fc.assert(
    fc.property(asked, ({ queryType, agoMs, lengthMs }) => {
      const range = { fromMs: NOW - agoMs - lengthMs, toMs: NOW - agoMs };
      expect(momentOf({ queryType, range, fromAlert: true }, NOW)).toEqual({ range, nowMs: NOW - 300, keepMs: null });
      const { range: answered, nowMs, keepMs } = momentOf({ queryType, range, fromAlert: false }, NOW);
      for (const [wanted, given] of [
        [range.fromMs, answered.fromMs],
        [range.toMs, answered.toMs],
        [NOW, nowMs],
      ] as const) {
        expect(wanted - given).toBeGreaterThanOrEqual(0);
        expect(wanted - given).toBeLessThan(LONG_GRID_MS);
        expect(keepMs === null || given % GRID_MS === 0).toBe(true);
      }
    })
  );
});
