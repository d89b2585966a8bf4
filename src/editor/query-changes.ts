import { DORA_METRICS, DORA_METRIC_INFO } from '../model/dora-metrics';
import type { DoraMetric, Statistic } from '../model/dora-metrics';
import { DORA_DEFAULTS, samplePartsOf } from '../model/dora-query';
import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO } from '../model/error-budget-measures';
import type { ErrorBudgetMeasure, Lookback } from '../model/error-budget-measures';
import { isOneOf, isVariableReference } from '../model/saved-query';
import type { OrVariable } from '../model/saved-query';
import type { QueryOf } from './types';

/** The query with another metric. Everything is kept but a statistic, or a part of the sample, that the new one lacks. */
export function withMetric(query: QueryOf<'dora'>, metric: OrVariable<DoraMetric>): QueryOf<'dora'> {
  const { statistic, ...others } = query;
  const rest = offersSample(metric, query.sample) ? others : { ...others, sample: DORA_DEFAULTS.sample };
  return statistic !== undefined && offersStatistic(metric, statistic)
    ? { ...rest, metric, statistic }
    : { ...rest, metric };
}

function offersStatistic(metric: OrVariable<DoraMetric>, statistic: OrVariable<Statistic>): boolean {
  return !isOneOf(DORA_METRICS, metric) || offers(DORA_METRIC_INFO[metric].statistics, statistic);
}

function offersSample(metric: OrVariable<DoraMetric>, sample: QueryOf<'dora'>['sample']): boolean {
  return (
    !isOneOf(DORA_METRICS, metric) || sample === undefined || sample === 'none' || offers(samplePartsOf(metric), sample)
  );
}

/** The query with another measure. Everything is kept but a look-back that the new measure lacks. */
export function withMeasure(
  query: QueryOf<'errorBudget'>,
  measure: OrVariable<ErrorBudgetMeasure>
): QueryOf<'errorBudget'> {
  const { lookback, ...rest } = query;
  return lookback !== undefined && offersLookback(measure, lookback)
    ? { ...rest, measure, lookback }
    : { ...rest, measure };
}

function offersLookback(measure: OrVariable<ErrorBudgetMeasure>, lookback: OrVariable<Lookback>): boolean {
  return !isOneOf(ERROR_BUDGET_MEASURES, measure) || offers(ERROR_BUDGET_MEASURE_INFO[measure].lookbacks, lookback);
}

function offers<T extends string>(offered: readonly T[], choice: OrVariable<T>): boolean {
  return isVariableReference(choice) ? offered.length > 0 : offered.includes(choice);
}
