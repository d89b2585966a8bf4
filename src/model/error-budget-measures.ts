import { BURN_TIERS, burnLimitOf } from './burn-alerts';
import type { BurnTier } from './burn-alerts';

/**
 * What can be asked about an error budget, as data: names, units and the one sentence that explains
 * each. Definitions follow `docs/metrics.md`; the SQL of each is in `BUDGET_EXPRESSIONS`, and the
 * compiler asks for it.
 */

/** Look-backs that are the same for every SLO. */
export const FIXED_LOOKBACKS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '7d'] as const;
export type FixedLookback = (typeof FIXED_LOOKBACKS)[number];

/** Those of a tier of burn alerts: how long they are depends on the SLO's window, see `burn-alerts.ts`. */
export type TierLookback = BurnTier | `${BurnTier}Short`;
const SHORT = 'Short';
const shortOf = (tier: BurnTier): TierLookback => `${tier}${SHORT}`;

/** Tiers in names of numbers. */
const TIER_NAMES: Readonly<Record<BurnTier, string>> = {
  pageQuick: 'quick page',
  pageSlow: 'slow page',
  ticketQuick: 'quick ticket',
  ticketSlow: 'slow ticket',
};

/** Each tier's long look-back, then its short one. */
export const TIER_LOOKBACKS: readonly TierLookback[] = BURN_TIERS.flatMap((tier) => [tier, shortOf(tier)]);

export type Lookback = FixedLookback | TierLookback;
/**
 * Stretches of time that end at the moment asked about, over which burning is measured. The named ones are those of the
 * alerts: their lengths depend on the SLO's window.
 */
export const LOOKBACKS: readonly Lookback[] = [...FIXED_LOOKBACKS, ...TIER_LOOKBACKS];

/** Length of each look-back; days are 24 hours. */
export const LOOKBACK_SECONDS: Readonly<Record<FixedLookback, number>> = {
  '5m': 300,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
  '7d': 604_800,
};

/** Whether the look-back is the same for every SLO. */
export function isFixedLookback(lookback: Lookback): lookback is FixedLookback {
  return Object.hasOwn(LOOKBACK_SECONDS, lookback);
}

/** The tier that a look-back is of; null for a fixed one. */
export function tierOf(lookback: Lookback): BurnTier | null {
  return BURN_TIERS.find((tier) => lookback === tier || lookback === shortOf(tier)) ?? null;
}

/** The look-back in a name: `1h`, or `quick page, short`. */
export function lookbackName(lookback: Lookback): string {
  const tier = tierOf(lookback);
  return tier === null ? lookback : `${TIER_NAMES[tier]}${lookback === tier ? '' : ', short'}`;
}

/** How long the look-back is for an SLO over so many days; null where such SLOs lack the tier. */
export function lookbackSeconds(lookback: Lookback, windowDays: number): number | null {
  if (isFixedLookback(lookback)) {
    return LOOKBACK_SECONDS[lookback];
  }
  const tier = tierOf(lookback);
  const limit = tier === null ? null : burnLimitOf(windowDays, tier);
  return limit === null ? null : lookback === tier ? limit.longSeconds : limit.shortSeconds;
}

/** `ratio`: a plain number, for example a burn rate of 14.4. `flag`: 1 or 0. */
export type ErrorBudgetUnit = 'percent' | 'minutes' | 'ratio' | 'seconds' | 'flag' | 'days';

export interface ErrorBudgetMeasureInfo {
  /** Name on screens. */
  readonly label: string;
  /** One sentence that says what the number means. */
  readonly sentence: string;
  readonly unit: ErrorBudgetUnit;
  /** The look-backs on offer, the default first; empty where the measure has none. */
  readonly lookbacks: readonly Lookback[];
}

const MEASURES = {
  remainingPercent: {
    label: 'Error budget remaining',
    sentence: 'What is left of the error budget, in percent of it; below 0 once more than all is used.',
    unit: 'percent',
    lookbacks: [],
  },
  remainingMinutes: {
    label: 'Error budget remaining',
    sentence: 'Minutes of downtime left before the objective is missed; below 0 once it is.',
    unit: 'minutes',
    lookbacks: [],
  },
  usedPercent: {
    label: 'Error budget used',
    sentence: 'Downtime in the window in percent of the error budget; above 100 once more than all is used.',
    unit: 'percent',
    lookbacks: [],
  },
  usedMinutes: {
    label: 'Error budget used',
    sentence: 'Minutes of downtime in the window, maintenance left out.',
    unit: 'minutes',
    lookbacks: [],
  },
  availability: {
    label: 'Availability',
    sentence: "Share of the objective's window in which the service was not down.",
    unit: 'percent',
    lookbacks: [],
  },
  burnRate: {
    label: 'Burn rate',
    sentence:
      'How fast the budget is spent over the look-back: at 1 it lasts exactly the window, at 2 half of it. Nothing for a target of 100 %.',
    unit: 'ratio',
    lookbacks: ['1h', '5m', '30m', '2h', '6h', '1d', '3d', '7d', ...TIER_LOOKBACKS],
  },
  burnLimit: {
    label: 'Burn rate limit',
    sentence:
      "The burn rate above which the SLO's alert of this tier fires, in its long look-back and in its short one. Nothing where SLOs over such a window have no such alert.",
    unit: 'ratio',
    lookbacks: BURN_TIERS,
  },
  burnLookback: {
    label: 'Look-back of alerts',
    sentence: "How far the SLO's alert of this tier looks back, which depends on the SLO's window.",
    unit: 'seconds',
    lookbacks: TIER_LOOKBACKS,
  },
  timeToExhaustion: {
    label: 'Time to exhaustion',
    sentence:
      'How long the budget lasts if downtime goes on as over the look-back; 0 once it is gone, nothing while nothing burns.',
    unit: 'seconds',
    lookbacks: ['1d', '7d'],
  },
  timeToRecovery: {
    label: 'Time to recovery',
    sentence:
      'How long an exhausted budget takes to recover if nothing goes down meanwhile, since downtime leaves the window; 0 while there is budget left.',
    unit: 'seconds',
    lookbacks: [],
  },
  exhausted: {
    label: 'Error budget exhausted',
    sentence: '1 once no error budget is left, else 0.',
    unit: 'flag',
    lookbacks: [],
  },
  targetPercent: {
    label: 'Target',
    sentence: 'The availability that the objective demands.',
    unit: 'percent',
    lookbacks: [],
  },
  windowDays: {
    label: 'Window',
    sentence: "Length of the objective's rolling window, in days of 24 hours.",
    unit: 'days',
    lookbacks: [],
  },
} as const satisfies Readonly<Record<string, ErrorBudgetMeasureInfo>>;

export type ErrorBudgetMeasure = keyof typeof MEASURES;

export const ERROR_BUDGET_MEASURE_INFO: Readonly<Record<ErrorBudgetMeasure, ErrorBudgetMeasureInfo>> = MEASURES;

/** What a query may ask of an error budget. */
export const ERROR_BUDGET_MEASURES = Object.keys(MEASURES) as readonly ErrorBudgetMeasure[];
