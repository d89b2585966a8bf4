import { DORA_METRIC_INFO, STATISTIC_LABELS, samplePartLabel } from '../../../model/dora-metrics';
import type { DoraQuery } from '../../../model/dora-query';
import { judge } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import type { Notice } from '../../frames/frame';
import { sampleSize, sharedOf } from '../../metrics/dora/measures';
import type { Measurement } from '../../metrics/dora/measures';
import type { DoraTotal } from '../../metrics/dora/totals';
import { sharedNotice, truncatedNotice } from '../frame-parts/notices';

/** What the frames of DORA metrics have in common, whatever their shape. */

/** What every frame of a query has in common. */
export interface FrameContext {
  readonly query: DoraQuery;
  readonly executedQueryString: string;
}

/** The metric's name with its statistic: never a duration without saying which. */
export function metricTitle({ metric, selection, sample }: DoraQuery): string {
  if (sample !== 'none') {
    return samplePartLabel(metric, sample);
  }
  const { label } = DORA_METRIC_INFO[metric];
  return selection.kind === 'duration' ? `${label} (${STATISTIC_LABELS[selection.statistic]})` : label;
}

/** Whether values come with their interval. */
export const hasInterval = ({ interval, sample }: DoraQuery) => interval && sample === 'none';

/** The level of a total, or why it has none. */
export function judgementOf(
  { metric, preset }: DoraQuery,
  { measurement, support, isAtLeast = false }: DoraTotal
): Judgement {
  return judge(metric, { value: measurement.value, sampleSize: sampleSize(measurement), support, isAtLeast }, preset);
}

/** What measurements do not count, and what they count once. */
export type LeftOut = Pick<Measurement, 'excluded' | 'shared'>;

/** Of all of them together. */
export function leftOutOf(measurements: readonly LeftOut[]): LeftOut {
  const excluded = measurements.reduce((sum, measurement) => sum + measurement.excluded, 0);
  return { excluded, shared: sharedOf(measurements) };
}

/** What was left out of all that is shown. */
export function notices(query: DoraQuery, { excluded, shared }: LeftOut, truncated: boolean): Notice[] {
  const found = truncatedNotice(truncated, 'groups');
  if (excluded > 0) {
    const { label } = DORA_METRIC_INFO[query.metric];
    found.push({ severity: 'info', text: `${label}: ${excluded} left out for a negative or missing duration.` });
  }
  return [...found, ...sharedNotice(shared)];
}
