import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric, MetricUnit } from '../../../model/dora-metrics';
import type { Grouping } from '../../../model/query-fields';
import type { Column } from '../../frames/frame';
import type { Group } from '../../metrics/scope';
import { groupLabels } from './group-labels';

/** What tables of DORA metrics have in common. */

const UNITS: Readonly<Record<MetricUnit, string>> = {
  perDay: 'suffix: / day',
  seconds: 's',
  percent: 'percent',
};

/** Grafana's unit of a metric's value. */
export function unitOf(metric: DoraMetric): string {
  return UNITS[DORA_METRIC_INFO[metric].unit];
}

/** The columns that name each row's group. */
export function groupColumns(groups: readonly Group[], groupBy: Grouping): Column[] {
  const column = (name: string, key: 'service' | 'team'): Column => ({
    name,
    type: 'string',
    values: groups.map((group) => groupLabels(group)[key] ?? null),
  });
  switch (groupBy) {
    case 'none':
      return [];
    case 'service':
      return [column('Service', 'service'), column('Team', 'team')];
    case 'team':
      return [column('Team', 'team')];
  }
}
