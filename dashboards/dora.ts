import { DORA_METRIC_INFO, STATISTIC_LABELS, defaultStatistic, isDurationMetric } from '../src/model/dora-metrics';
import type { DoraMetric } from '../src/model/dora-metrics';
import type { SavedDoraQuery, VariableReference } from '../src/model/saved-query';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import type { ValueLink } from './links';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** What the panels of one DORA metric have in common. */

/** The levels chosen at the top of the dashboard. */
export const PRESET = `$${VARIABLES.preset}` satisfies VariableReference;

/** A metric of the services that the dashboard's variables leave. */
export function doraQuery(
  metric: SavedDoraQuery['metric'],
  rest: Partial<Omit<SavedDoraQuery, 'metric' | 'queryType'>> = {}
): SavedDoraQuery {
  return { queryType: 'dora', metric, ...scope(), preset: PRESET, ...rest };
}

/**
 * A metric with its 95 % interval, where a panel is about few numbers: in the text of a value, or as a band around a line.
 */
export function withInterval(
  metric: SavedDoraQuery['metric'],
  rest: Partial<Omit<SavedDoraQuery, 'metric' | 'queryType' | 'interval'>> = {}
): SavedDoraQuery {
  return doraQuery(metric, { ...rest, interval: true });
}

/** The metric's name, with the statistic where it is a duration: never a duration without saying which. */
export function metricTitle(metric: DoraMetric): string {
  const { label } = DORA_METRIC_INFO[metric];
  return isDurationMetric(metric) ? `${label} (${STATISTIC_LABELS[defaultStatistic(metric)]})` : label;
}

/** Leads to the metric's lines, groups and records. */
export function toDetail(metric: DoraMetric): ValueLink {
  return valueLink(`${DORA_METRIC_INFO[metric].label} in detail`, DASHBOARD_UIDS.dora, {
    [VARIABLES.metric]: { value: metric },
    [VARIABLES.select]: { value: 'all' },
  });
}

/** Leads from a metric's line to the same range held against its own past, split, and to the records that moved it. */
export function toWhy(metric: DoraMetric): ValueLink {
  return { ...toDetail(metric), title: `${DORA_METRIC_INFO[metric].label}: why did it change?` };
}
