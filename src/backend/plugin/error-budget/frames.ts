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
import { budgetRestsOnSilence, heardMeasureValue } from '../../metrics/freshness/unheard-budgets';
import { withoutZero } from '../../metrics/freshness/unheard-counts';
import { commonWords, unheardWords, withoutOutage } from '../frame-parts/no-outage';
import { truncatedNotice } from '../frame-parts/notices';
import { storyLabels } from '../frame-parts/story-labels';

/** How the state of error budgets becomes frames. Nothing is computed here. */

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
 * @param stories to be told as more labels; null: none are told
 */
export function budgetValueFrame(
  { budgets, truncated }: CurrentBudgets,
  context: BudgetFrameContext,
  stories: ReadonlyMap<string, BudgetStory> | null = null
): Frame {
  const { measure, lookback } = context.query;
  const { silence = null } = context;
  return {
    name: budgetTitle(context.query),
    columns: budgets.map((budget) => ({
      name: budgetTitle(context.query),
      type: 'number',
      labels: { ...sloLabels(budget), ...(stories && storyLabels(stories.get(budget.sloId))) },
      config: {
        ...numberConfig(measure),
        ...restingOnNothing(budget, measureValue(budget, measure, lookback), measure),
        displayNameFromDS: sloTitle(budget),
        description: describeState(budget, silence),
      },
      values: [heardMeasureValue(budget, measure, lookback, silence !== null)],
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

/** How a number is shown that is good because nobody looks; its own way where somebody does. */
function restingOnNothing(
  { isOnRecord }: BudgetState,
  value: number | null,
  measure: ErrorBudgetMeasure
): Pick<FieldConfig, 'thresholds' | 'color' | 'mappings'> {
  return !isOnRecord && value !== null && budgetRestsOnSilence(measure, value) ? withoutOutage(value) : {};
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
export const NO_BUDGET = 'no budget';

/**
 * One row for each SLO with everything that is known of it, the worst first. Columns with room say why they have no value,
 * and each row does in the last.
 */
export function budgetTableFrame({ budgets, truncated }: CurrentBudgets, context: BudgetFrameContext): Frame {
  const sorted = budgets.toSorted(compareBudgets);
  const { silence = null } = context;
  const heard = (budget: BudgetState, measure: ErrorBudgetMeasure, lookback: Lookback | null = null) =>
    heardMeasureValue(budget, measure, lookback, unheardWords(budget, silence) !== null);
  const number = (name: string, measure: ErrorBudgetMeasure, lookback: Lookback | null = null): Column => ({
    name,
    type: 'number',
    config: { ...numberConfig(measure), description: ERROR_BUDGET_MEASURE_INFO[measure].sentence },
    values: sorted.map((budget) => heard(budget, measure, lookback)),
  });
  /** Why a cell is empty; null where it is not, or where there is nothing to say. */
  const wordsFor = (budget: BudgetState, measure: ErrorBudgetMeasure): string | null => {
    if (heard(budget, measure) !== null) {
      return null;
    }
    return measureValue(budget, measure, null) === null ? NO_BUDGET : unheardWords(budget, silence);
  };
  const telling = (column: Column, measure: ErrorBudgetMeasure): Column => ({
    ...column,
    config: { ...column.config, ...commonWords(sorted.map((budget) => wordsFor(budget, measure))) },
  });
  const tellingNumber = (name: string, measure: ErrorBudgetMeasure) => telling(number(name, measure), measure);
  return {
    name: 'Error budgets',
    columns: [
      ...labelColumns(sorted, ['Service', 'Team', 'SLO']),
      number('Target', 'targetPercent'),
      number('Window', 'windowDays'),
      tellingNumber('Availability', 'availability'),
      tellingNumber('Remaining', 'remainingPercent'),
      tellingNumber('Remaining minutes', 'remainingMinutes'),
      tellingNumber('Used', 'usedPercent'),
      tellingNumber('Used minutes', 'usedMinutes'),
      telling(
        {
          name: 'Exhausted',
          type: 'boolean',
          config: EXHAUSTED,
          values: sorted.map((budget) => flagOf(heard(budget, 'exhausted'))),
        },
        'exhausted'
      ),
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
        values: sorted.map((budget) =>
          unheardWords(budget, silence) === null ? budget.incidents : withoutZero(budget.incidents)
        ),
      },
      {
        name: 'Evidence',
        type: 'string',
        config: { description: 'Why some numbers are left out; empty where none is.' },
        values: sorted.map((budget) => unheardWords(budget, silence)),
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

function flagOf(flag: number | null): boolean | null {
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

function describeState(state: BudgetState, silence: Silence | null): string {
  const { targetPercent, windowDays, measuredDays, incidents, remainingMinutes, exhausted } = state;
  const unheard = unheardWords(state, silence);
  const counted = incidents === 1 ? '1 incident' : `${incidents} incidents`;
  const left = unheard ?? `${Math.round(remainingMinutes * 10) / 10} minutes left`;
  const short = measuredDays < windowDays ? `, of which ${Math.round(measuredDays * 10) / 10} are measured` : '';
  const parts = [
    `Target ${targetPercent} % over ${windowDays} days${short}`,
    exhausted ? 'exhausted' : left,
    ...(unheard !== null && incidents === 0 ? [] : [`${counted} in the window`]),
  ];
  return parts.join('; ');
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
