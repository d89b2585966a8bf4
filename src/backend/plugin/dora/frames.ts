import { DORA_METRIC_INFO, STATISTIC_LABELS, samplePartLabel } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { DoraQuery } from '../../../model/dora-query';
import { judge } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import { describeLevels } from '../../../model/performance-levels';
import type { Column, FieldConfig, Frame, FrameMeta, Notice } from '../../frames/frame';
import type { ComparedTotals } from '../../metrics/dora/comparison';
import { figureOf, sampleSize } from '../../metrics/dora/measures';
import type { Measurement } from '../../metrics/dora/measures';
import type { DoraSeries } from '../../metrics/dora/series';
import type { DoraTotal, DoraTotals } from '../../metrics/dora/totals';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { groupLabels, groupTitle } from '../frame-parts/group-labels';
import { intervalText } from '../frame-parts/interval-text';
import { judgedColors, levelWord, levelWords } from '../frame-parts/level-config';
import { partialNotice, truncatedNotice } from '../frame-parts/notices';
import { comparisonColumns } from './comparison-columns';
import { bandColumns, boundColumns, shownValue } from './interval-columns';

/** How DORA results become frames. Nothing is computed here. */

/** What every frame of a query has in common. */
export interface FrameContext {
  readonly query: DoraQuery;
  readonly executedQueryString: string;
}

const COUNT_CONFIG: FieldConfig = { unit: 'none', decimals: 0 };

/** The metric's name with its statistic: never a duration without saying which. */
export function metricTitle({ metric, selection, sample }: DoraQuery): string {
  if (sample !== 'none') {
    return samplePartLabel(metric, sample);
  }
  const { label } = DORA_METRIC_INFO[metric];
  return selection.kind === 'duration' ? `${label} (${STATISTIC_LABELS[selection.statistic]})` : label;
}

/** The level of a total, or why it has none. */
function judgementOf({ metric, preset }: DoraQuery, { measurement, support }: DoraTotal): Judgement {
  return judge(metric, { value: measurement.value, sampleSize: sampleSize(measurement), support }, preset);
}

/** `numeric-wide`: one number for each group, with its labels; for stat panels and alerts. */
export function valueFrame({ totals, days, truncated }: DoraTotals, context: FrameContext): Frame {
  const { query } = context;
  const title = metricTitle(query);
  return {
    name: title,
    columns: totals.flatMap((total): Column[] => {
      const { group, measurement } = total;
      const judgement = judgementOf(query, total);
      const shownAs = { title, labels: groupLabels(group), name: groupTitle(group) ?? title };
      const value: Column = {
        name: title,
        type: 'number',
        labels: shownAs.labels,
        config: {
          displayNameFromDS: shownAs.name,
          description: describeSample(query, measurement, judgement),
          ...(query.sample === 'none' ? valueConfig(query, measurement, judgement) : COUNT_CONFIG),
        },
        values: [figureOf(measurement, query.sample)],
      };
      return hasInterval(query) ? [value, ...boundColumns(query.metric, [measurement.interval], shownAs)] : [value];
    }),
    meta: {
      type: 'numeric-wide',
      typeVersion: [0, 1],
      notices: notices(
        query,
        totals.map(({ measurement }) => measurement),
        truncated
      ),
      executedQueryString: context.executedQueryString,
      custom: {
        days,
        samples: totals.map(({ group, measurement }) => ({ ...groupLabels(group), ...sampleFacts(measurement) })),
      },
    },
  };
}

/** `timeseries-wide`: a line for each group over the same buckets; for graphs and alerts. */
export function seriesFrame(series: DoraSeries, context: FrameContext, more: readonly Notice[] = []): Frame {
  const { query } = context;
  const title = metricTitle(query);
  const meta: FrameMeta = {
    type: 'timeseries-wide',
    typeVersion: [0, 1],
    notices: [
      ...notices(
        query,
        series.lines.flatMap(({ points }) => points),
        series.truncated
      ),
      ...openNotice(series.open),
      ...partialNotice(series.buckets),
      ...more,
    ],
    executedQueryString: context.executedQueryString,
    custom: {
      partialBuckets: series.buckets.filter(({ partial }) => partial),
      samples: series.lines.map(({ group, points, open }) => ({
        ...groupLabels(group),
        open,
        points: points.map(pointFacts),
      })),
    },
  };
  if (series.lines.length === 0) {
    return { name: title, columns: [], meta };
  }
  const isCount = query.sample !== 'none' || query.metric === 'deploymentFrequency';
  const unit = isCount ? 'short' : unitOf(query.metric);
  const lines = series.lines.flatMap(({ group, points }): Column[] => {
    const shownAs = { title, labels: groupLabels(group), name: groupTitle(group) ?? title };
    const line: Column = {
      name: title,
      type: 'number',
      labels: shownAs.labels,
      config: { unit, displayNameFromDS: shownAs.name } satisfies FieldConfig,
      values: points.map((point) => figureOf(point, query.sample)),
    };
    const intervals = points.map(({ value, interval }) => (value === null ? null : interval));
    return hasInterval(query) ? [line, ...bandColumns(unit, intervals, shownAs)] : [line];
  });
  return {
    name: title,
    columns: [{ name: 'Time', type: 'time', valuesMs: series.buckets.map(({ startMs }) => startMs) }, ...lines],
    meta,
  };
}

/** One row for each group, with level, rule and sample. */
export function tableFrame(answer: DoraTotals | ComparedTotals, context: FrameContext): Frame {
  const { totals, truncated } = answer;
  const { query } = context;
  const measurements = totals.map(({ measurement }) => measurement);
  const judgements = totals.map((total) => judgementOf(query, total));
  const levels = describeLevels(query.metric, query.preset) ?? 'No levels are published for this metric.';
  const statistic = query.selection.kind === 'duration' ? STATISTIC_LABELS[query.selection.statistic] : null;
  const text = (name: string, values: readonly (string | null)[], config?: FieldConfig): Column => ({
    name,
    type: 'string',
    values,
    ...(config && { config }),
  });
  const count = (name: string, values: readonly (number | null)[], description: string): Column => ({
    name,
    type: 'integer',
    values,
    config: { unit: 'none', decimals: 0, description },
  });
  return {
    name: metricTitle(query),
    columns: [
      ...groupColumns(
        totals.map(({ group }) => group),
        query.groupBy
      ),
      text(
        'Metric',
        totals.map(() => DORA_METRIC_INFO[query.metric].label)
      ),
      text(
        'Statistic',
        totals.map(() => statistic)
      ),
      {
        name: 'Value',
        type: 'number',
        values: measurements.map(({ value }) => value),
        config: {
          unit: unitOf(query.metric),
          // Grafana would show the frame's name instead of a column called Value.
          displayNameFromDS: 'Value',
          description: DORA_METRIC_INFO[query.metric].sentence,
          ...judgedColors(query.metric, query.preset, judgements),
        },
      },
      ...(query.interval ? intervalColumns(query.metric, measurements) : []),
      text('Level', judgements.map(levelWord), levelWords(query.metric, query.preset)),
      text(
        'Rule',
        judgements.map(({ verdict, shortfall }) => verdict?.rule ?? shortfall?.reason ?? null),
        { description: levels }
      ),
      text(
        'Evidence',
        judgements.map(({ shortfall }) => shortfall?.sentence ?? null),
        { description: 'Why there is no level; empty where there is one.' }
      ),
      count(
        'n',
        measurements.map(({ sample }) => sample.n),
        DORA_METRIC_INFO[query.metric].sampleNoun
      ),
      count(
        'of',
        measurements.map(({ sample }) => (sample.kind === 'ratio' ? sample.of : null)),
        'what n is a share of'
      ),
      count(
        'Excluded',
        measurements.map(({ excluded }) => excluded),
        'left out: negative or missing duration'
      ),
      count(
        'Open',
        measurements.map(({ open }) => open),
        'left out: incidents still open'
      ),
      text('Sample', measurements.map(sampleText)),
      ...('trends' in answer ? comparisonColumns(answer, query.metric) : []),
    ],
    meta: {
      type: 'table',
      notices: notices(query, measurements, truncated),
      executedQueryString: context.executedQueryString,
    },
  };
}

/** Where the truth lies: two numbers, and the two in words. */
function intervalColumns(metric: DoraMetric, measurements: readonly Measurement[]): Column[] {
  const intervals = measurements.map(({ interval }) => interval);
  return [
    ...boundColumns(metric, intervals, null),
    {
      name: 'Interval',
      type: 'string',
      values: measurements.map(({ value, interval }) => intervalText(metric, value, interval)),
    },
  ];
}

/** `n = 812`, or `12 of 340`. */
function sampleText({ sample }: Measurement): string {
  return sample.kind === 'ratio' ? `${sample.n} of ${sample.of}` : `n = ${sample.n}`;
}

const hasInterval = ({ interval, sample }: DoraQuery) => interval && sample === 'none';

function valueConfig(query: DoraQuery, measurement: Measurement, judgement: Judgement): FieldConfig {
  return {
    unit: unitOf(query.metric),
    ...judgedColors(query.metric, query.preset, [judgement]),
    ...shownValue(query.metric, measurement, judgement),
  };
}

function sampleFacts({ sample, excluded, open }: Measurement) {
  return { n: sample.n, of: sample.kind === 'ratio' ? sample.of : null, excluded, open };
}

function pointFacts({ sample }: Measurement): readonly number[] {
  return sample.kind === 'ratio' ? [sample.n, sample.of] : [sample.n];
}

function describeSample(
  { metric }: DoraQuery,
  { sample, excluded, open }: Measurement,
  { shortfall }: Judgement
): string {
  const noun = DORA_METRIC_INFO[metric].sampleNoun;
  const parts = [sample.kind === 'ratio' ? `${sample.n} of ${sample.of} are ${noun}` : `${sample.n} ${noun}`];
  if (excluded > 0) {
    parts.push(`${excluded} left out: negative or missing duration`);
  }
  if (open > 0) {
    parts.push(`${open} still open`);
  }
  return [parts.join('; '), ...(shortfall === null ? [] : [shortfall.sentence])].join('. ');
}

function notices(query: DoraQuery, measurements: readonly Measurement[], truncated: boolean): Notice[] {
  const excluded = measurements.reduce((sum, measurement) => sum + measurement.excluded, 0);
  const found = truncatedNotice(truncated, 'groups');
  if (excluded > 0) {
    const { label } = DORA_METRIC_INFO[query.metric];
    found.push({ severity: 'info', text: `${label}: ${excluded} left out for a negative or missing duration.` });
  }
  return found;
}

function openNotice(open: number): Notice[] {
  return open === 0 ? [] : [{ severity: 'info', text: `${open} still open, and so left out.` }];
}
