import { DORA_METRIC_INFO, DORA_METRICS, STATISTICS, STATISTIC_LABELS } from './model/dora-metrics';
import type { Bucket } from './model/query-fields';
import { isOneOf } from './model/saved-query';
import type { OrVariable, SavedQuery } from './model/saved-query';

/**
 * A query in one line, as Grafana shows for a collapsed query, for example
 * `Lead time for changes (median) by service, per day, for checkout`.
 */
export function queryText(query: SavedQuery): string {
  const grouping = query.groupBy === undefined || query.groupBy === 'none' ? '' : ` by ${query.groupBy}`;
  return [`${metricText(query)}${grouping}`, shapeText(query), filterText(query)]
    .filter((part) => part !== '')
    .join(', ');
}

function metricText({ metric, statistic }: SavedQuery): string {
  if (!isOneOf(DORA_METRICS, metric)) {
    return statistic === undefined ? metric : `${metric} (${statistic})`;
  }
  const { label, statistics } = DORA_METRIC_INFO[metric];
  const shown = statistic ?? statistics[0];
  if (shown === undefined) {
    return label;
  }
  return `${label} (${isOneOf(STATISTICS, shown) ? STATISTIC_LABELS[shown] : shown})`;
}

function shapeText({ shape, bucket }: SavedQuery): string {
  switch (shape) {
    case 'value':
      return 'one value';
    case 'table':
      return 'table';
    default:
      return bucketText(bucket ?? 'auto');
  }
}

function bucketText(bucket: OrVariable<Bucket>): string {
  switch (bucket) {
    case 'auto':
      return 'over time';
    case 'interval':
      return "per panel's interval";
    default:
      return `per ${bucket}`;
  }
}

/** Names beyond this many are counted, so that the line stays one line. */
const NAMES_SHOWN = 3;

function filterText({ services = [], teams = [], tiers = [] }: SavedQuery): string {
  const parts = [nameList(services, 'services'), nameList(teams, 'teams'), tiers.join(' and ')];
  const filters = parts.filter((part) => part !== '');
  return filters.length === 0 ? '' : `for ${filters.join(', ')}`;
}

function nameList(names: readonly string[], noun: string): string {
  return names.length > NAMES_SHOWN ? `${names.length} ${noun}` : names.join(', ');
}
