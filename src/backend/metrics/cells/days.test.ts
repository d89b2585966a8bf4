import fc from 'fast-check';

import { DAY_MS } from '../time-range';
import { BLOCK_FACTOR, VALUE_LEVELS, blocksOf, nearestDays, runsOf, touchedDays } from './days';

const day = fc.integer({ min: -30_000, max: 60_000 });
const days = fc.tuple(day, fc.nat({ max: 4_000 })).map(([first, length]) => ({ first, end: first + length }));

it('blocks hold each day once, and are few', () => {
  fc.assert(
    fc.property(days, ({ first, end }) => {
      const blocks = blocksOf({ first, end });
      const held = blocks.flatMap(({ level, block }) => {
        const length = BLOCK_FACTOR ** level;
        return Array.from({ length }, (_, index) => block * length + index);
      });
      expect(held).toEqual(Array.from({ length: end - first }, (_, index) => first + index));
      expect(blocks.length).toBeLessThanOrEqual(2 * 7 + 2 * 7 + (end - first) / BLOCK_FACTOR ** 2);
    })
  );
});

it('blocks of some levels hold each day once as well', () => {
  fc.assert(
    fc.property(days, ({ first, end }) => {
      const blocks = blocksOf({ first, end }, VALUE_LEVELS);
      expect(Math.max(0, ...blocks.map(({ level }) => level))).toBeLessThanOrEqual(1);
      expect(blocks.reduce((sum, { level }) => sum + BLOCK_FACTOR ** level, 0)).toBe(end - first);
      expect(blocks.length).toBeLessThanOrEqual(2 * 7 + (end - first) / BLOCK_FACTOR);
    })
  );
});

it('days that follow one another are one run', () => {
  expect(runsOf([])).toEqual([]);
  expect(runsOf([3, 4, 5, 9])).toEqual([
    { fromMs: 3 * DAY_MS, toMs: 6 * DAY_MS },
    { fromMs: 9 * DAY_MS, toMs: 10 * DAY_MS },
  ]);
});

it('a range touches the days of its ends, and is nearest to the midnights less than half a day away', () => {
  const range = { fromMs: 3.6 * DAY_MS, toMs: 7.2 * DAY_MS };
  expect(touchedDays(range)).toEqual({ first: 3, end: 8 });
  expect(nearestDays(range)).toEqual({ first: 4, end: 7 });
  expect(touchedDays({ fromMs: -1, toMs: 0 })).toEqual({ first: -1, end: 0 });
});
