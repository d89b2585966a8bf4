import { DORA_METRICS, DORA_METRIC_INFO } from '../model/dora-metrics';
import type { DoraMetric, Statistic } from '../model/dora-metrics';
import { isOneOf, isVariableReference } from '../model/saved-query';
import type { OrVariable } from '../model/saved-query';
import type { SreDataQuery } from './types';

/** The query with another metric. Everything is kept but a statistic that the new metric lacks. */
export function withMetric(query: SreDataQuery, metric: OrVariable<DoraMetric>): SreDataQuery {
  const { statistic, ...rest } = query;
  return statistic !== undefined && offersStatistic(metric, statistic)
    ? { ...rest, metric, statistic }
    : { ...rest, metric };
}

function offersStatistic(metric: OrVariable<DoraMetric>, statistic: OrVariable<Statistic>): boolean {
  if (!isOneOf(DORA_METRICS, metric)) {
    return true;
  }
  const { statistics } = DORA_METRIC_INFO[metric];
  return isVariableReference(statistic) ? statistics.length > 0 : statistics.includes(statistic);
}
