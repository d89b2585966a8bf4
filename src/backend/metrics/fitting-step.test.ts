import fc from 'fast-check';

import { MAX_POINTS, fittingSeconds } from './fitting-step';
import { DAY_MS, MAX_RANGE_DAYS } from './time-range';

const HOUR_MS = 3600_000;
const DAY_SECONDS = 86_400;
const lasting = (ms: number) => ({ fromMs: 0, toMs: ms });
const pointsIn = (ms: number, seconds: number) => Math.ceil(ms / (seconds * 1000)) + 1;

it.each([
  [1, 3 * HOUR_MS, 1],
  // 3 h 3 min 19 s have 11,000 points with the one at the end.
  [1, 10_999_000, 1],
  [1, 11_000_000, 2],
  [1, 30 * DAY_MS, 300],
  [7, 30 * DAY_MS, 300],
  [300, 30 * DAY_MS, 300],
  // What fits is kept, however odd.
  [301, 30 * DAY_MS, 301],
  [1, MAX_RANGE_DAYS * DAY_MS, DAY_SECONDS],
  [200_000, MAX_RANGE_DAYS * DAY_MS, 200_000],
])('a point every %i s over %i ms becomes one every %i s', (requested, rangeMs, chosen) => {
  expect(fittingSeconds(requested, lasting(rangeMs))).toBe(chosen);
});

it('never gives more points than a series may have, nor a finer step than asked, and begins at midnight', () => {
  const rangeMs = fc.integer({ min: 1, max: MAX_RANGE_DAYS * DAY_MS });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 * DAY_SECONDS }), rangeMs, (requested, ms) => {
      const chosen = fittingSeconds(requested, lasting(ms));
      expect(pointsIn(ms, chosen)).toBeLessThanOrEqual(MAX_POINTS);
      expect(chosen).toBeGreaterThanOrEqual(requested);
      expect(chosen === requested || DAY_SECONDS % chosen === 0).toBe(true);
    })
  );
});
