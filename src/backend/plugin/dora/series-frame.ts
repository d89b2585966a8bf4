import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { Column, FieldConfig, Frame, FrameMeta, Notice } from '../../frames/frame';
import { figureOf } from '../../metrics/dora/measures';
import type { DoraSeries } from '../../metrics/dora/series';
import { mapInSlices } from '../../turns/slices';
import { unitOf } from '../frame-parts/dora-columns';
import { groupLabels, groupTitle } from '../frame-parts/group-labels';
import { partialNotice } from '../frame-parts/notices';
import { hasInterval, leftOutOf, metricTitle, notices } from './frame-context';
import type { FrameContext } from './frame-context';
import { bandColumns } from './interval-columns';
import { rateAxisEnd } from './rate-axis';

/** How DORA results become lines. Nothing is computed here. */

/** `timeseries-wide`: a line for each group over the same buckets; for graphs and alerts. */
export async function seriesFrame(
  series: DoraSeries,
  context: FrameContext,
  more: readonly Notice[] = []
): Promise<Frame> {
  const { query } = context;
  const title = metricTitle(query);
  const leftOut = await mapInSlices(series.lines, ({ points }) => leftOutOf(points));
  const meta: FrameMeta = {
    type: 'timeseries-wide',
    typeVersion: [0, 1],
    notices: [
      ...notices(query, leftOutOf(leftOut), series.truncated),
      ...openNotice(series.open),
      ...partialNotice(series.buckets),
      ...more,
    ],
    executedQueryString: context.executedQueryString,
    custom: { partialBuckets: series.buckets.filter(({ partial }) => partial) },
  };
  if (series.lines.length === 0) {
    return { name: title, columns: [], meta };
  }
  const isCount = query.sample !== 'none' || query.metric === 'deploymentFrequency';
  const isRate = !isCount && DORA_METRIC_INFO[query.metric].unit === 'percent';
  const shown: FieldConfig = {
    unit: isCount ? 'short' : unitOf(query.metric),
    // Nobody deploys two and a half times.
    ...(isCount && { decimals: 0 }),
    // Every line has it: Grafana takes the largest of those that share an axis.
    ...(isRate && { max: await rateAxisEnd(series.lines) }),
  };
  const lines = await mapInSlices(series.lines, ({ group, points }): Column[] => {
    const shownAs = { title, labels: groupLabels(group), name: groupTitle(group) ?? title };
    const line: Column = {
      name: title,
      type: 'number',
      labels: shownAs.labels,
      config: { ...shown, displayNameFromDS: shownAs.name } satisfies FieldConfig,
      values: points.map((point) => figureOf(point, query.sample)),
    };
    if (!hasInterval(query)) {
      return [line];
    }
    const intervals = points.map(({ value, interval }) => (value === null ? null : interval));
    return [line, ...bandColumns(shown, intervals, shownAs)];
  });
  return {
    name: title,
    columns: [{ name: 'Time', type: 'time', valuesMs: series.buckets.map(({ startMs }) => startMs) }, ...lines.flat()],
    meta,
  };
}

function openNotice(open: number): Notice[] {
  return open === 0 ? [] : [{ severity: 'info', text: `${open} still open, and so left out.` }];
}
