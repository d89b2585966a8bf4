/**
 * At which burn rates an SLO's alerts fire, as data. Alert rules, dashboards and the replay of history all go by it.
 *
 * A tier fires while the burn rate is over its limit in a long look-back, which says that it matters, and in a short
 * one, a twelfth as long, which says that it goes on. A limit is given as the share of the budget that is spent in the
 * long look-back at that rate:
 *
 *   limit = share × the SLO's window ÷ long look-back
 *
 * Three rules give the table below.
 *
 * 1. From 28 to 31 days it is that of Google's SRE workbook, "Alerting on SLOs", with the fourth tier of its listing:
 *    2 % in an hour (14.4), 5 % in 6 hours (6), 10 % in a day (3), 10 % in 3 days (1).
 * 2. For longer windows the look-backs grow and the limits stay. With look-backs kept, 2 % of 90 days in an hour would
 *    be a limit of 43, which an objective under 97.7 % cannot reach, and a tenth of the budget in 3 days one of 3.
 * 3. For shorter windows the look-backs stay and the shares grow. 2 % of a week's 10 minutes are 12 seconds, for which
 *    nobody gets up; and with the shares kept, the last limit would be 0.23, at which the objective is met with ease.
 *    The shares over 7 days are those of Sloth, whose last limit of 0.98 is raised to 1 here.
 *
 * No limit is under 1, and no look-back is longer than half of the window: at a rate of 1 the budget lasts exactly the
 * window, so that whatever fires would miss the objective if it went on. The last limit of every range is 1, so that no
 * budget is spent without a word. Windows under a week have no room for a fourth tier.
 *
 * A limit holds for all windows of its range; the share is that of the range's reference window, since an SLO over 28
 * days and one over 30 should not page at rates that differ by a fifteenth.
 */

/** From the most to the least urgent. A `page` wakes someone, a `ticket` is for working hours. */
export const BURN_TIERS = ['pageQuick', 'pageSlow', 'ticketQuick', 'ticketSlow'] as const;
export type BurnTier = (typeof BURN_TIERS)[number];

/** When one tier fires for one SLO. */
export interface BurnLimit {
  readonly tier: BurnTier;
  /** Fires above this burn rate, in both look-backs. At least 1. */
  readonly rate: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
}

/** SLO windows that have their limits in common. */
export interface BurnRange {
  /** Whole days, both included. */
  readonly fromDays: number;
  readonly toDays: number;
  /** The window that the shares are of. */
  readonly referenceDays: number;
  /** By urgency. */
  readonly limits: readonly BurnLimit[];
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How many short look-backs make a long one: Google's 1 h and 5 m. */
const SHORTS_IN_A_LONG = 12;

type Share = readonly [longSeconds: number, sharePercent: number];

function burnRange(fromDays: number, toDays: number, referenceDays: number, shares: readonly Share[]): BurnRange {
  const limits = BURN_TIERS.flatMap((tier, index) => {
    const [longSeconds, sharePercent] = shares[index] ?? [null, 0];
    return longSeconds === null ? [] : [burnLimit(tier, longSeconds, (sharePercent / 100) * referenceDays * DAY)];
  });
  return { fromDays, toDays, referenceDays, limits };
}

function burnLimit(tier: BurnTier, longSeconds: number, budgetSeconds: number): BurnLimit {
  // To the twelfth decimal, since three sevenths of a week in three days are 1 and not a bit less.
  const rate = Number((budgetSeconds / longSeconds).toFixed(12));
  return { tier, rate, longSeconds, shortSeconds: longSeconds / SHORTS_IN_A_LONG };
}

/** Google's shares, for a reference window of so many times 30 days. */
function googles(fromDays: number, toDays: number, times: number): BurnRange {
  return burnRange(fromDays, toDays, 30 * times, [
    [times * HOUR, 2],
    [times * 6 * HOUR, 5],
    [times * DAY, 10],
    [times * 3 * DAY, 10],
  ]);
}

/** Every window that an SLO can have, in order, without a gap. */
export const BURN_RANGES: readonly BurnRange[] = [
  burnRange(1, 1, 1, [
    [HOUR, 25],
    [6 * HOUR, 50],
    [12 * HOUR, 50],
  ]),
  burnRange(2, 6, 3, [
    [HOUR, 10],
    [6 * HOUR, 25],
    [DAY, 100 / 3],
  ]),
  burnRange(7, 13, 7, [
    [HOUR, 8],
    [6 * HOUR, 12.5],
    [DAY, 20],
    [3 * DAY, 300 / 7],
  ]),
  burnRange(14, 27, 14, [
    [HOUR, 4],
    [6 * HOUR, 9],
    [DAY, 15],
    [3 * DAY, 300 / 14],
  ]),
  googles(28, 31, 1),
  googles(32, 62, 2),
  googles(63, 123, 3),
  googles(124, 365, 12),
];

/** The limits of an SLO over so many days, by urgency. */
export function burnLimits(windowDays: number): readonly BurnLimit[] {
  // SQL may have made a window that nobody could enter.
  const range = BURN_RANGES.find(({ toDays }) => windowDays <= toDays) ?? BURN_RANGES.at(-1);
  return range?.limits ?? [];
}

/** The limit of one tier; null where SLOs over so many days have none. */
export function burnLimitOf(windowDays: number, tier: BurnTier): BurnLimit | null {
  return burnLimits(windowDays).find((limit) => limit.tier === tier) ?? null;
}
