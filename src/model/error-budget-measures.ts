/**
 * What can be asked about an error budget, as data: names, units and the one sentence that explains
 * each. Definitions follow `docs/metrics.md`; the SQL of each is in `BUDGET_EXPRESSIONS`, and the
 * compiler asks for it.
 */

/** Stretches of time that end at the moment asked about, over which burning is measured. */
export const LOOKBACKS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '7d'] as const;
export type Lookback = (typeof LOOKBACKS)[number];

/** Length of each look-back; days are 24 hours. */
export const LOOKBACK_SECONDS: Readonly<Record<Lookback, number>> = {
  '5m': 300,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
  '7d': 604_800,
};

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
    lookbacks: ['1h', '5m', '30m', '2h', '6h', '1d', '3d', '7d'],
  },
  timeToExhaustion: {
    label: 'Time to exhaustion',
    sentence:
      'How long the budget lasts if downtime goes on as over the look-back; 0 once it is gone, nothing while nothing burns.',
    unit: 'seconds',
    lookbacks: ['1d', '7d'],
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
