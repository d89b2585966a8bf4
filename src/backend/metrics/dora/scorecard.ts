import { DORA_METRIC_INFO, FOUR_METRICS, defaultStatistic, isDurationMetric } from '../../../model/dora-metrics';
import type { DoraMetric, FourMetric } from '../../../model/dora-metrics';
import type { MetricSelection } from '../../../model/dora-query';
import type { Reader } from '../../aurora/reader';
import type { Statement } from '../../aurora/statement';
import { compareGroups, groupKey } from '../scope';
import type { Group } from '../scope';
import type { Measurement } from './measures';
import type { DoraRequest } from './request';
import { doraTotals, totalsStatement } from './totals';
import type { DoraTotal } from './totals';

/** What the scorecard is asked for; each metric has its default statistic. */
export type ScorecardRequest = Omit<DoraRequest, 'metric' | 'selection' | 'interval'>;

export interface ScorecardRow {
  readonly group: Group;
  /** A group that a metric does not list has no entry: incidents that touched no service have no deployments. */
  readonly totals: Readonly<Partial<Record<FourMetric, DoraTotal>>>;
}

export interface Scorecard {
  /** By group name. */
  readonly rows: readonly ScorecardRow[];
  /** True where groups were left out at the row limit. */
  readonly truncated: boolean;
}

function selectionOf(metric: DoraMetric): MetricSelection {
  return isDurationMetric(metric)
    ? { kind: 'duration', statistic: defaultStatistic(metric) }
    : { kind: DORA_METRIC_INFO[metric].unit === 'percent' ? 'rate' : 'count' };
}

const requestOf = (metric: FourMetric, request: ScorecardRequest): DoraRequest => ({
  ...request,
  metric,
  selection: selectionOf(metric),
  interval: false,
});

/** One statement a metric: those that `doraTotals` runs, so that the numbers are the same everywhere. */
export function scorecardStatements(request: ScorecardRequest): Statement[] {
  return FOUR_METRICS.map((metric) => totalsStatement(requestOf(metric, request)));
}

/**
 * The four metrics of each group.
 *
 * @throws Failure as `Reader.run` does
 */
export async function scorecard(reader: Reader, request: ScorecardRequest, signal: AbortSignal): Promise<Scorecard> {
  const answers = await Promise.all(
    FOUR_METRICS.map(async (metric) => ({
      metric,
      totals: await doraTotals(reader, requestOf(metric, request), signal),
    }))
  );
  const rows = new Map<string, { group: Group; totals: Partial<Record<FourMetric, DoraTotal>> }>();
  for (const { metric, totals } of answers) {
    for (const total of totals.totals) {
      const { group } = total;
      const row = rows.get(groupKey(group)) ?? { group, totals: {} };
      row.totals[metric] = total;
      rows.set(groupKey(group), row);
    }
  }
  // Half a row would lie: after the last group of a metric that was cut, it would seem to have no data.
  const lasts = answers.flatMap(({ totals }) => (totals.truncated ? [totals.totals.at(-1)?.group ?? null] : []));
  const isWhole = (group: Group) => lasts.every((last) => last !== null && compareGroups(group, last) <= 0);
  return {
    rows: [...rows.values()]
      .filter(({ group }) => isWhole(group))
      .toSorted((one, other) => compareGroups(one.group, other.group)),
    truncated: answers.some(({ totals }) => totals.truncated),
  };
}

/** What one metric measures of each row that has it. */
export function measurementsOf({ rows }: Scorecard, metric: FourMetric): readonly Measurement[] {
  return rows.flatMap(({ totals }) => totals[metric]?.measurement ?? []);
}
