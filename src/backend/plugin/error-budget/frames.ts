import { amount } from '../../../model/amount';
import { ERROR_BUDGET_MEASURE_INFO } from '../../../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../../../model/error-budget-measures';
import type { ErrorBudgetQuery } from '../../../model/error-budget-query';
import type { Column, FieldConfig, Frame } from '../../frames/frame';
import { compareBudgets } from '../../metrics/error-budget/budget-state';
import type { BudgetStory } from '../../metrics/error-budget/budget-story';
import type { BudgetState, CurrentBudgets } from '../../metrics/error-budget/current-budgets';
import { measureValue } from '../../metrics/error-budget/measure-value';
import type { Silence } from '../../metrics/freshness/silence';
import { budgetRestsOnSilence, heardMeasureValue } from '../../metrics/freshness/unheard-budgets';
import { withoutZero } from '../../metrics/freshness/unheard-counts';
import { commonWords, unheardWords, withoutOutage } from '../frame-parts/no-outage';
import { storyLabels } from '../frame-parts/story-labels';
import { budgetNotices } from './budget-notices';
import { EXHAUSTED, budgetTitle, measureDigits, numberConfig, sloLabels, sloTitle } from './measure-config';

/** How the state of error budgets becomes frames. Nothing is computed here. */

/** What every frame of a query has in common. */
export interface BudgetFrameContext {
  readonly query: ErrorBudgetQuery;
  readonly executedQueryString: string;
  /** Of incidents, where numbers that would rest on it are left out; default null. */
  readonly silence?: Silence | null;
}

/**
 * `numeric-wide`: the measure of each SLO, with its labels; for gauges, stat panels and alerts.
 *
 * @param stories to be told as more labels; null: none are told
 */
export function budgetValueFrame(
  current: CurrentBudgets,
  context: BudgetFrameContext,
  stories: ReadonlyMap<string, BudgetStory> | null = null
): Frame {
  const { budgets } = current;
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
        ...measureDigits(measure, [
          { value: measureValue(budget, measure, lookback), targetPercent: budget.targetPercent },
        ]),
        ...restingOnNothing(budget, measureValue(budget, measure, lookback), measure),
        displayNameFromDS: sloTitle(budget),
        description: describeState(budget, silence),
      },
      values: [heardMeasureValue(budget, measure, lookback, silence !== null)],
    })),
    meta: {
      type: 'numeric-wide',
      typeVersion: [0, 1],
      notices: budgetNotices(current, measure),
      executedQueryString: context.executedQueryString,
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
export function budgetAlertTableFrame(current: CurrentBudgets, context: BudgetFrameContext): Frame {
  const { budgets } = current;
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
      notices: budgetNotices(current, measure),
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
export function budgetTableFrame(current: CurrentBudgets, context: BudgetFrameContext): Frame {
  const sorted = current.budgets.toSorted(compareBudgets);
  const { silence = null } = context;
  const heard = (budget: BudgetState, measure: ErrorBudgetMeasure, lookback: Lookback | null = null) =>
    heardMeasureValue(budget, measure, lookback, unheardWords(budget, silence) !== null);
  const number = (name: string, measure: ErrorBudgetMeasure, lookback: Lookback | null = null): Column => {
    const values = sorted.map((budget) => heard(budget, measure, lookback));
    const shown = sorted.map(({ targetPercent }, row) => ({ value: values[row] ?? null, targetPercent }));
    const description = ERROR_BUDGET_MEASURE_INFO[measure].sentence;
    return {
      name,
      type: 'number',
      config: { ...numberConfig(measure), ...measureDigits(measure, shown), description },
      values,
    };
  };
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
      notices: budgetNotices(current, 'remainingPercent'),
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
  const left = unheard ?? `${amount(Math.round(remainingMinutes * 10) / 10, 'minute')} left`;
  const short = measuredDays < windowDays ? `, measured for ${amount(Math.round(measuredDays * 10) / 10, 'day')}` : '';
  const parts = [
    `Target ${targetPercent} % over ${amount(windowDays, 'day')}${short}`,
    exhausted ? 'exhausted' : left,
    ...(unheard !== null && incidents === 0 ? [] : [`${amount(incidents, 'incident')} in the window`]),
  ];
  return parts.join('; ');
}
