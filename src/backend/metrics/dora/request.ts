import type { DoraMetric } from '../../../model/dora-metrics';
import type { DoraQuery, MetricSelection } from '../../../model/dora-query';
import type { Grouping } from '../../../model/query-fields';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';
import { changeFailureRateFacts } from './change-failure-rate';
import { deploymentFrequencyFacts } from './deployment-frequency';
import type { Facts, FactsRequest } from './facts';
import { leadTimeFacts } from './lead-time';
import { mttrFacts } from './mttr';
import { recoveryTimeFacts } from './recovery-time';
import { reworkRateFacts } from './rework-rate';

/** One DORA metric over an effective range (see `effectiveRange`). */
export interface DoraRequest {
  readonly metric: DoraMetric;
  readonly selection: MetricSelection;
  readonly scope: Scope;
  readonly grouping: Grouping;
  readonly range: TimeRange;
  /** Whether measurements come with their interval. */
  readonly interval: boolean;
  /** Most rows to read; what is over is left out, and said. */
  readonly rowLimit: number;
  /** Whether stored cells may answer; the numbers are the same. */
  readonly usesCells: boolean;
}

/** The request of a validated query. */
export function doraRequest(
  query: DoraQuery,
  range: TimeRange,
  { rowLimit, usesCells }: Pick<DoraRequest, 'rowLimit' | 'usesCells'>
): DoraRequest {
  const { metric, selection, services, teams, tiers, groupBy, retired, interval } = query;
  const scope = { services, teams, tiers, ...(retired === 'exclude' && { inUseAtMs: range.toMs }) };
  return { metric, selection, scope, grouping: groupBy, range, interval, rowLimit, usesCells };
}

/** What the requested metric counts. */
export function factsOf({
  metric,
  selection,
  ...request
}: Omit<DoraRequest, 'interval' | 'rowLimit' | 'usesCells'>): Facts {
  const factsRequest: FactsRequest = request;
  const statistic = selection.kind === 'duration' ? selection.statistic : 'median';
  switch (metric) {
    case 'deploymentFrequency':
      return deploymentFrequencyFacts(factsRequest);
    case 'leadTime':
      return leadTimeFacts(factsRequest, statistic);
    case 'mttr':
      return mttrFacts(factsRequest, statistic);
    case 'changeFailureRate':
      return changeFailureRateFacts(factsRequest);
    case 'failedDeploymentRecoveryTime':
      return recoveryTimeFacts(factsRequest, statistic);
    case 'reworkRate':
      return reworkRateFacts(factsRequest);
  }
}
