/** @jest-environment node */
import { BURN_RANGES, BURN_TIERS, burnLimitOf, burnLimits } from './burn-alerts';
import type { BurnTier } from './burn-alerts';
import { MAX_WINDOW_DAYS } from './slo';

const HOUR = 3600;
const DAY = 24 * HOUR;
const WINDOWS = Array.from({ length: MAX_WINDOW_DAYS }, (_, index) => index + 1);

/** Long and short look-back in seconds, and the rate above which it fires. */
type Published = readonly [tier: BurnTier, longSeconds: number, shortSeconds: number, rate: number];

const asPublished = (windowDays: number): Published[] =>
  burnLimits(windowDays).map(({ tier, longSeconds, shortSeconds, rate }) => [tier, longSeconds, shortSeconds, rate]);

/** Site Reliability Workbook, chapter 5: table 5-8 and the listing below it, for 30 days. */
const GOOGLE: readonly Published[] = [
  ['pageQuick', HOUR, 300, 14.4],
  ['pageSlow', 6 * HOUR, 1800, 6],
  ['ticketQuick', DAY, 2 * HOUR, 3],
  ['ticketSlow', 3 * DAY, 6 * HOUR, 1],
];

it.each([28, 29, 30, 31])('are those of Google over %d days', (windowDays) => {
  expect(asPublished(windowDays)).toEqual(GOOGLE);
});

/** Percent of the budget in the long look-back, as in Sloth's window files. */
const SLOTH = {
  30: { pageQuick: 2, pageSlow: 5, ticketQuick: 10, ticketSlow: 10 },
  7: { pageQuick: 8, pageSlow: 12.5, ticketQuick: 20, ticketSlow: 42 },
} as const;

describe.each([30, 7] as const)('over %d days', (windowDays) => {
  it.each(BURN_TIERS)("%s spends Sloth's share, but never at a rate that meets the objective", (tier) => {
    const limit = burnLimitOf(windowDays, tier);
    const sloths = ((SLOTH[windowDays][tier] / 100) * windowDays * DAY) / (limit?.longSeconds ?? NaN);
    expect(limit?.rate).toBeCloseTo(Math.max(sloths, 1), 9);
    const google = GOOGLE.find(([candidate]) => candidate === tier);
    expect([limit?.longSeconds, limit?.shortSeconds]).toEqual(google?.slice(1, 3));
  });
});

/** Pyrra's look-backs in parts of the SLO's window: its 1 h, 6 h and 1 d of 28 days, and a twelfth of each. */
const PYRRA = { pageQuick: 28 * 24, pageSlow: 28 * 4, ticketQuick: 28 } as const;

describe.each([28, 56, 84, 336])('over %d days', (windowDays) => {
  it.each(['pageQuick', 'pageSlow', 'ticketQuick'] as const)("%s looks back as far as Pyrra's", (tier) => {
    const longSeconds = (windowDays * DAY) / PYRRA[tier];
    expect(burnLimitOf(windowDays, tier)).toMatchObject({ longSeconds, shortSeconds: longSeconds / 12 });
  });
});

it('there is one range for every window, in order and without a gap', () => {
  expect(BURN_RANGES.flatMap(({ fromDays, toDays }) => WINDOWS.slice(fromDays - 1, toDays))).toEqual(WINDOWS);
  expect(BURN_RANGES.every(({ fromDays, toDays, referenceDays: days }) => fromDays <= days && days <= toDays)).toBe(
    true
  );
});

describe.each(WINDOWS.filter((days) => BURN_RANGES.some((range) => days === range.fromDays || days === range.toDays)))(
  'over %d days',
  (windowDays) => {
    const limits = burnLimits(windowDays);

    it('no alert fires at a rate at which the objective is met', () => {
      expect(Math.min(...limits.map(({ rate }) => rate))).toBeGreaterThanOrEqual(1);
    });

    it('no look-back reaches beyond half of the window', () => {
      expect(Math.max(...limits.map(({ longSeconds }) => longSeconds))).toBeLessThanOrEqual((windowDays * DAY) / 2);
    });

    it('each alert comes while there is budget left', () => {
      const shares = limits.map(({ rate, longSeconds }) => (rate * longSeconds) / (windowDays * DAY));
      expect(Math.max(...shares)).toBeLessThan(0.65);
    });

    it('what is less urgent fires at lower rates and looks back further', () => {
      const rates = limits.map(({ rate }) => rate);
      const longs = limits.map(({ longSeconds }) => longSeconds);
      expect(rates).toEqual(rates.toSorted((a, b) => b - a));
      expect(longs).toEqual(longs.toSorted((a, b) => a - b));
      expect(new Set(rates).size).toBe(rates.length);
    });

    it('what spends the budget in the window is told', () => {
      expect(limits.at(-1)?.rate).toBe(1);
    });

    it('somebody is paged', () => {
      expect(limits.map(({ tier }) => tier)).toEqual(expect.arrayContaining(['pageQuick', 'pageSlow']));
    });
  }
);

it('over a week neither 12 seconds in an hour page, nor 61 in three days send a ticket', () => {
  const isOver = (tier: BurnTier, downSeconds: number) => {
    const { longSeconds, rate } = burnLimitOf(7, tier) ?? { longSeconds: NaN, rate: NaN };
    return downSeconds / longSeconds / 0.001 > rate;
  };
  expect(isOver('pageQuick', 12)).toBe(false);
  expect(isOver('ticketSlow', 61)).toBe(false);
  // 99.9 % of a week allow 605 seconds, and three days of it 259.
  expect(isOver('pageQuick', 49)).toBe(true);
  expect(isOver('ticketSlow', 260)).toBe(true);
});

it('a tier that does not fit has no limit', () => {
  expect(burnLimitOf(1, 'ticketSlow')).toBeNull();
  expect(burnLimitOf(6, 'ticketSlow')).toBeNull();
});
