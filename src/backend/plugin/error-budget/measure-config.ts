import { TEXT_COLOURS } from '../../../model/colours';
import { largest } from '../../../model/extremes';
import { ERROR_BUDGET_MEASURE_INFO, lookbackName } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, ErrorBudgetUnit } from '../../../model/error-budget-measures';
import type { ErrorBudgetQuery } from '../../../model/error-budget-query';
import { colouredFlag, colouredFrom } from '../../frames/colours';
import type { FieldConfig } from '../../frames/frame';
import { availabilityDigits, ownDecimals } from '../frame-parts/availability-decimals';
import type { BudgetState } from '../../metrics/error-budget/current-budgets';
import { teamName } from '../frame-parts/group-labels';

/** How measures of an error budget are called and look, and whose they are. */

const CONFIGS: Readonly<Record<ErrorBudgetUnit, FieldConfig>> = {
  percent: { unit: 'percent' },
  // Absolute minutes, as the specification has them; Grafana's own unit would make hours of them.
  minutes: { unit: 'suffix: min', decimals: 1 },
  ratio: { unit: 'none', decimals: 2 },
  seconds: { unit: 's' },
  flag: { unit: 'bool_yes_no' },
  days: { unit: 'suffix: d' },
};

/** The measure's name with its look-back, for example `Burn rate (1h)`. */
export function budgetTitle({ measure, lookback }: Pick<ErrorBudgetQuery, 'measure' | 'lookback'>): string {
  const { label } = ERROR_BUDGET_MEASURE_INFO[measure];
  return lookback === null ? label : `${label} (${lookbackName(lookback)})`;
}

/** How a measure is to be shown. A gauge of what remains reaches from 0 to 100, whatever the number. */
export function measureConfig(measure: ErrorBudgetMeasure): FieldConfig {
  const isShare = measure === 'remainingPercent' || measure === 'usedPercent';
  return { ...CONFIGS[ERROR_BUDGET_MEASURE_INFO[measure].unit], ...(isShare && { min: 0, max: 100 }) };
}

/** An exhausted budget is red: at 0 exactly too, so the next step begins just above. */
const ABOVE_ZERO = 1e-9;
/** Of a flag that says whether a budget is gone. */
export const EXHAUSTED = colouredFlag(TEXT_COLOURS.bad, TEXT_COLOURS.good);
const COLORS: Readonly<Partial<Record<ErrorBudgetMeasure, FieldConfig>>> = {
  remainingPercent: colouredFrom(TEXT_COLOURS.bad, [ABOVE_ZERO, TEXT_COLOURS.warning], [25, TEXT_COLOURS.good]),
  remainingMinutes: colouredFrom(TEXT_COLOURS.bad, [ABOVE_ZERO, TEXT_COLOURS.good]),
  usedPercent: colouredFrom(TEXT_COLOURS.good, [75 + ABOVE_ZERO, TEXT_COLOURS.warning], [100, TEXT_COLOURS.bad]),
  // A mean of several is no flag, but exhausted at times.
  exhausted: { ...colouredFrom(TEXT_COLOURS.good, [ABOVE_ZERO, TEXT_COLOURS.bad]), ...EXHAUSTED },
};

/** `measureConfig` with the colours of what is left, for single numbers; a line has a colour of its own. */
export function numberConfig(measure: ErrorBudgetMeasure): FieldConfig {
  return { ...measureConfig(measure), ...COLORS[measure] };
}

/** A value of a measure, beside the target of its SLO. */
export interface ShownMeasure {
  readonly value: number | null;
  readonly targetPercent: number;
}

/** Digits after the point of numbers that stand together, where their SLOs say how many it takes. */
export function measureDigits(
  measure: ErrorBudgetMeasure,
  shown: readonly ShownMeasure[]
): Pick<FieldConfig, 'decimals'> {
  switch (measure) {
    case 'availability':
      return availabilityDigits(shown);
    case 'targetPercent':
      return { decimals: Math.max(0, largest(shown.map(({ targetPercent }) => ownDecimals(targetPercent)))) };
    default:
      return {};
  }
}

/** Labels by which Grafana tells SLOs apart, and alerts route; they never change with the value. */
export function sloLabels({ service, team, slo }: Pick<BudgetState, 'service' | 'team' | 'slo'>) {
  return { service, team: teamName(team), slo };
}

/** The SLO's name in legends. */
export function sloTitle({ service, slo }: Pick<BudgetState, 'service' | 'slo'>): string {
  return `${service}: ${slo}`;
}
