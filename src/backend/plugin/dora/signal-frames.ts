import { TEXT_COLOURS } from '../../../model/colours';
import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import { colouredWords } from '../../frames/colours';
import type { Column, FieldConfig, Frame, FrameMeta, Notice } from '../../frames/frame';
import type { Bucketing } from '../../metrics/buckets';
import type { SignalPoint } from '../../metrics/signal/judge';
import type { ProcessLimits } from '../../metrics/signal/process-limits';
import { reachable } from '../../metrics/signal/signal-series';
import type { SignalLine, SignalSeries } from '../../metrics/signal/signal-series';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { groupLabels, groupTitle } from '../frame-parts/group-labels';
import { partialNotice, truncatedNotice } from '../frame-parts/notices';
import { columnsOf } from '../frame-parts/table-columns';
import { metricTitle } from './frames';
import type { FrameContext } from './frames';
import { reasonText } from './signal-text';

/** How signals of change become frames. Nothing is computed here. */

export interface SignalContext extends FrameContext {
  readonly bucketing: Bucketing;
}

/** Lines of a signal, in the order in which they are drawn, and their names. */
const LINES = {
  value: 'Value',
  centre: 'Usual',
  lower: 'Lower limit',
  upper: 'Upper limit',
  signal: 'Signal',
} as const;
type LineName = keyof typeof LINES;

/**
 * `timeseries-wide`: for each group its value, centre, lower and upper limit, and the values that break a rule. A label of
 * their own, `line`, tells the five apart.
 */
export function signalSeriesFrame(series: SignalSeries, context: SignalContext, more: readonly Notice[] = []): Frame {
  const { buckets, truncated } = series;
  const lines = series.lines.filter(({ points }) => points.some(({ value }) => value !== null));
  const notices = [...truncatedNotice(truncated, 'groups'), ...partialNotice(buckets), ...more];
  const meta = metaOf('timeseries-wide', context, notices);
  const columns = lines.flatMap((line) =>
    (Object.keys(LINES) as LineName[]).map((name) => lineColumn(line, name, context))
  );
  const time: Column = { name: 'Time', type: 'time', valuesMs: buckets.map(({ startMs }) => startMs) };
  return { name: titleOf(context), columns: columns.length === 0 ? [] : [time, ...columns], meta };
}

function lineColumn({ group, points }: SignalLine, name: LineName, { query }: SignalContext): Column {
  const title = groupTitle(group);
  return {
    name: LINES[name],
    type: 'number',
    labels: { ...groupLabels(group), line: name },
    config: {
      unit: DORA_METRIC_INFO[query.metric].unit === 'perDay' ? 'short' : unitOf(query.metric),
      displayNameFromDS: title === null ? LINES[name] : `${title}: ${LINES[name].toLowerCase()}`,
    },
    values: points.map((point) => lineValue(name, point, (limits) => reachable(query.metric, limits))),
  };
}

function lineValue(
  name: LineName,
  { value, limits, verdict }: SignalPoint,
  shown: (limits: ProcessLimits) => ProcessLimits
): number | null {
  switch (name) {
    case 'value':
      return value;
    case 'signal':
      return verdict.kind === 'signal' ? value : null;
    default:
      return limits === null ? null : shown(limits)[name];
  }
}

/** Neither is good or bad: what has changed may have become better. */
const FLAG: FieldConfig = {
  unit: 'none',
  decimals: 0,
  ...colouredWords(['1', 'Changed', TEXT_COLOURS.warning], ['0', 'As usual', TEXT_COLOURS.plain]),
};

/**
 * `numeric-wide`: for each group 1 where the newest finished bucket breaks a rule, 0 where it breaks none, and nothing
 * where that is not known. With details the reason is a label.
 */
export function signalValueFrame(series: SignalSeries, context: SignalContext): Frame {
  const { query } = context;
  return {
    name: titleOf(context),
    columns: series.lines.map((line): Column => {
      const reason = reasonOf(line, series, context);
      return {
        name: titleOf(context),
        type: 'number',
        labels: { ...groupLabels(line.group), ...(query.details && reason !== null && { reason }) },
        config: {
          ...FLAG,
          displayNameFromDS: groupTitle(line.group) ?? titleOf(context),
          ...(reason !== null && { description: reason }),
        },
        values: [flagOf(line)],
      };
    }),
    meta: metaOf('numeric-wide', context, truncatedNotice(series.truncated, 'groups')),
  };
}

/** One row for each group: its newest finished bucket, the limits, and the reason in words. */
export function signalTableFrame(series: SignalSeries, context: SignalContext): Frame {
  const { query } = context;
  const { lines, newest } = series;
  const { text, time } = columnsOf(lines);
  const figure = (name: LineName): Column => ({
    name: LINES[name],
    type: 'number',
    config: {
      unit: DORA_METRIC_INFO[query.metric].unit === 'perDay' ? 'short' : unitOf(query.metric),
      // Grafana would show the frame's name instead of a column called Value.
      displayNameFromDS: LINES[name],
    },
    values: lines.map(({ newest: point }) =>
      point === null ? null : lineValue(name, point, (limits) => reachable(query.metric, limits))
    ),
  });
  return {
    name: titleOf(context),
    columns: [
      ...groupColumns(
        lines.map(({ group }) => group),
        query.groupBy
      ),
      text('Metric', () => metricTitle(query)),
      time('From', () => newest?.startMs ?? null),
      ...(['value', 'centre', 'lower', 'upper'] as const).map(figure),
      { name: 'Changed', type: 'integer', config: FLAG, values: lines.map(flagOf) },
      text('Reason', (line) => reasonOf(line, series, context)),
    ],
    meta: metaOf('table', context, truncatedNotice(series.truncated, 'groups')),
  };
}

function flagOf({ newest }: SignalLine): number | null {
  return newest === null || newest.verdict.kind === 'unknown' ? null : Number(newest.verdict.kind === 'signal');
}

function reasonOf({ newest: point }: SignalLine, { newest }: SignalSeries, context: SignalContext): string | null {
  return point === null || newest === null
    ? null
    : reasonText(context.query.metric, point, { bucket: newest, bucketing: context.bucketing });
}

function titleOf({ query }: SignalContext): string {
  return `${metricTitle(query)}: signal of change`;
}

function metaOf(
  type: 'timeseries-wide' | 'numeric-wide' | 'table',
  { executedQueryString }: SignalContext,
  notices: readonly Notice[]
): FrameMeta {
  return { type, ...(type !== 'table' && { typeVersion: [0, 1] as const }), notices, executedQueryString };
}
