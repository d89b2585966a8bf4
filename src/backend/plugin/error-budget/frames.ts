import { TEXT_COLOURS } from '../../../model/colours';
import { ERROR_BUDGET_MEASURE_INFO, lookbackName } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, ErrorBudgetUnit, Lookback } from '../../../model/error-budget-measures';
import type { ErrorBudgetQuery } from '../../../model/error-budget-query';
import { colouredFlag, colouredFrom } from '../../frames/colours';
import type { Column, FieldConfig, Frame, Notice } from '../../frames/frame';
import { compareBudgets } from '../../metrics/error-budget/budget-state';
import type { BudgetStory } from '../../metrics/error-budget/budget-story';
import type { BudgetState, CurrentBudgets } from '../../metrics/error-budget/current-budgets';
import { measureValue } from '../../metrics/error-budget/measure-value';
import { teamName } from '../frame-parts/group-labels';
import type { Silence } from '../../metrics/freshness/silence';
import { heardMeasureValue } from '../../metrics/freshness/unheard-budgets';
import { truncatedNotice } from '../frame-parts/notices';
import { silenceLabel } from '../frame-parts/silence';
import { storyLabels } from '../frame-parts/story-labels';

/** How the state of error budgets becomes frames. Nothing is computed here. */

/** What a rule's texts tell beside the number. */
export interface BudgetDetails {
  /** By the SLO's id. */
  readonly stories: ReadonlyMap<string, BudgetStory>;
  /** Of incidents; null while they are alive. */
  readonly silence: Silence | null;
}

/** What every frame of a query has in common. */
export interface BudgetFrameContext {
  readonly query: ErrorBudgetQuery;
  readonly executedQueryString: string;
  /** Of incidents, where numbers that would rest on it are left out; default null. */
  readonly silence?: Silence | null;
}

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
const EXHAUSTED = colouredFlag(TEXT_COLOURS.bad, TEXT_COLOURS.good);
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

/** Labels by which Grafana tells SLOs apart, and alerts route; they never change with the value. */
export function sloLabels({ service, team, slo }: Pick<BudgetState, 'service' | 'team' | 'slo'>) {
  return { service, team: teamName(team), slo };
}

/** The SLO's name in legends. */
export function sloTitle({ service, slo }: Pick<BudgetState, 'service' | 'slo'>): string {
  return `${service}: ${slo}`;
}

/**
 * `numeric-wide`: the measure of each SLO, with its labels; for gauges, stat panels and alerts.
 *
 * @param details to be told as more labels; null: none are told
 */
export function budgetValueFrame(
  { budgets, truncated }: CurrentBudgets,
  context: BudgetFrameContext,
  details: BudgetDetails | null = null
): Frame {
  const { measure, lookback } = context.query;
  const { silence = null } = context;
  return {
    name: budgetTitle(context.query),
    columns: budgets.map((budget) => ({
      name: budgetTitle(context.query),
      type: 'number',
      labels: {
        ...sloLabels(budget),
        ...(details && { ...storyLabels(details.stories.get(budget.sloId)), ...silenceLabel(details.silence) }),
      },
      config: {
        ...numberConfig(measure),
        displayNameFromDS: sloTitle(budget),
        description: describeState(budget),
      },
      values: [heardMeasureValue(budget, measure, lookback, silence)],
    })),
    meta: {
      type: 'numeric-wide',
      typeVersion: [0, 1],
      notices: [
        ...truncatedNotice(truncated, 'SLOs'),
        ...shortWindowNotice(budgets),
        ...wholeTargetNotice(budgets, measure),
      ],
      executedQueryString: context.executedQueryString,
      custom: { slos: budgets.map((budget) => ({ ...sloLabels(budget), ...stateFacts(budget) })) },
    },
  };
}

/** `numeric-long`: the same as rows, since in an alert rule only labels and one number may be in a table. */
export function budgetAlertTableFrame({ budgets, truncated }: CurrentBudgets, context: BudgetFrameContext): Frame {
  const { measure, lookback } = context.query;
  return {
    name: budgetTitle(context.query),
    columns: [
      ...labelColumns(budgets, ['service', 'team', 'slo']),
      {
        name: budgetTitle(context.query),
        type: 'number',
        config: numberConfig(measure),
        values: budgets.map((budget) => measureValue(budget, measure, lookback)),
      },
    ],
    meta: {
      type: 'numeric-long',
      typeVersion: [0, 1],
      notices: [
        ...truncatedNotice(truncated, 'SLOs'),
        ...shortWindowNotice(budgets),
        ...wholeTargetNotice(budgets, measure),
      ],
      executedQueryString: context.executedQueryString,
    },
  };
}

/** Where a target of 100 % leaves none. */
const NO_BUDGET = 'no budget';

const withNoValue = (column: Column, noValue: string): Column => ({
  ...column,
  config: { ...column.config, noValue },
});

/** Columns of the table that say since when nothing is known; the others have no room for it and are empty then. */
export const TELLING_COLUMNS: readonly string[] = [
  'Availability',
  'Remaining',
  'Remaining minutes',
  'Used',
  'Used minutes',
  'Exhausted',
];

/** One row for each SLO with everything that is known of it, the worst first. */
export function budgetTableFrame({ budgets, truncated }: CurrentBudgets, context: BudgetFrameContext): Frame {
  const sorted = budgets.toSorted(compareBudgets);
  const { silence = null } = context;
  const number = (name: string, measure: ErrorBudgetMeasure, lookback: Lookback | null = null): Column => ({
    name,
    type: 'number',
    config: { ...numberConfig(measure), description: ERROR_BUDGET_MEASURE_INFO[measure].sentence },
    values: sorted.map((budget) => heardMeasureValue(budget, measure, lookback, silence)),
  });
  return {
    name: 'Error budgets',
    columns: [
      ...labelColumns(sorted, ['Service', 'Team', 'SLO']),
      number('Target', 'targetPercent'),
      number('Window', 'windowDays'),
      number('Availability', 'availability'),
      withNoValue(number('Remaining', 'remainingPercent'), NO_BUDGET),
      number('Remaining minutes', 'remainingMinutes'),
      number('Used', 'usedPercent'),
      number('Used minutes', 'usedMinutes'),
      {
        name: 'Exhausted',
        type: 'boolean',
        config: EXHAUSTED,
        values: sorted.map((budget) => flagOf(budget, silence)),
      },
      number('Burn rate 1h', 'burnRate', '1h'),
      number('Burn rate 6h', 'burnRate', '6h'),
      number('Burn rate 1d', 'burnRate', '1d'),
      number('Burn rate 3d', 'burnRate', '3d'),
      number('Lasts, as in the last day', 'timeToExhaustion', '1d'),
      number('Lasts, as in the last 7 days', 'timeToExhaustion', '7d'),
      {
        name: 'Incidents',
        type: 'integer',
        config: { unit: 'none', decimals: 0, description: 'Incidents that took the service down in the window.' },
        values: sorted.map(({ incidents }) => incidents),
      },
    ],
    meta: {
      type: 'table',
      notices: [
        ...truncatedNotice(truncated, 'SLOs'),
        ...shortWindowNotice(budgets),
        ...wholeTargetNotice(budgets, 'remainingPercent'),
      ],
      executedQueryString: context.executedQueryString,
    },
  };
}

function flagOf(budget: BudgetState, silence: Silence | null): boolean | null {
  const flag = heardMeasureValue(budget, 'exhausted', null, silence);
  return flag === null ? null : flag === 1;
}

function labelColumns(
  budgets: readonly BudgetState[],
  [service, team, slo]: readonly [string, string, string]
): Column[] {
  const labels = budgets.map(sloLabels);
  return [
    { name: service, type: 'string', values: labels.map((label) => label.service) },
    { name: team, type: 'string', values: labels.map((label) => label.team) },
    { name: slo, type: 'string', values: labels.map((label) => label.slo) },
  ];
}

function describeState(state: BudgetState): string {
  const { targetPercent, windowDays, measuredDays, incidents, remainingMinutes, exhausted } = state;
  const counted = incidents === 1 ? '1 incident' : `${incidents} incidents`;
  const remaining = exhausted ? 'exhausted' : `${Math.round(remainingMinutes * 10) / 10} minutes left`;
  const short = measuredDays < windowDays ? `, of which ${Math.round(measuredDays * 10) / 10} are measured` : '';
  return `Target ${targetPercent} % over ${windowDays} days${short}; ${remaining}; ${counted} in the window`;
}

function stateFacts(budget: BudgetState) {
  return {
    targetPercent: budget.targetPercent,
    windowDays: budget.windowDays,
    measuredDays: budget.measuredDays,
    incidents: budget.incidents,
    exhausted: budget.exhausted,
  };
}

/** What the numbers cannot say: a window that reaches back to before its service was monitored is shorter. */
function shortWindowNotice(budgets: readonly BudgetState[]): Notice[] {
  const short = budgets.filter(({ measuredDays, windowDays }) => measuredDays < windowDays);
  if (short.length === 0) {
    return [];
  }
  const names = short.map(
    (one) => `${sloTitle(one)} (${Math.round(one.measuredDays * 10) / 10} of ${one.windowDays} days)`
  );
  return [
    {
      severity: 'info',
      text: `Windows that reach back to before their service was monitored are shorter: ${names.join(', ')}.`,
    },
  ];
}

function wholeTargetNotice(budgets: readonly BudgetState[], measure: ErrorBudgetMeasure): Notice[] {
  const whole = budgets.filter(({ targetPercent }) => targetPercent === 100);
  if (whole.length === 0 || !['remainingPercent', 'usedPercent', 'burnRate'].includes(measure)) {
    return [];
  }
  const names = whole.map(sloTitle).join(', ');
  return [
    { severity: 'info', text: `A target of 100 % leaves no budget to be a share of, nor a rate to burn at: ${names}.` },
  ];
}
