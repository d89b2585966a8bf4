import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraQuery } from '../../../model/dora-query';
import type { Judgement } from '../../../model/level-evidence';
import { amount } from '../../../model/amount';
import type { Column, FieldConfig, Frame } from '../../frames/frame';
import { figureOf } from '../../metrics/dora/measures';
import type { Measurement } from '../../metrics/dora/measures';
import { trendFor } from '../../metrics/dora/comparison';
import type { ComparedTotals } from '../../metrics/dora/comparison';
import type { DoraTotal, DoraTotals } from '../../metrics/dora/totals';
import { unitOf } from '../frame-parts/dora-columns';
import { groupLabels, groupTitle } from '../frame-parts/group-labels';
import { knownInterval } from '../frame-parts/judged-columns';
import { judgedColors, levelTitle } from '../frame-parts/level-config';
import { trendColumn } from './comparison-columns';
import { hasInterval, judgementOf, leftOutOf, metricTitle, notices } from './frame-context';
import type { FrameContext } from './frame-context';
import { boundColumns, shownValue } from './interval-columns';

/** How DORA results become values. Nothing is computed here. */

const COUNT_CONFIG: FieldConfig = { unit: 'none', decimals: 0 };

/**
 * `numeric-wide`: one number for each group, with its labels; for stat panels and alerts. Where it is compared, its level is
 * one of the labels, so that a panel can call it so, and the trend comes beside it in words.
 */
export function valueFrame(answer: DoraTotals | ComparedTotals, context: FrameContext): Frame {
  const { totals, days, truncated } = answer;
  const { query } = context;
  const title = metricTitle(query);
  return {
    name: title,
    columns: totals.flatMap((total): Column[] => {
      const { group, measurement } = total;
      const judgement = judgementOf(query, total);
      const interval = knownInterval(measurement.interval, judgement);
      const shownAs = { title, labels: groupLabels(group), name: groupTitle(group) ?? title };
      const value: Column = {
        name: title,
        type: 'number',
        labels: { ...shownAs.labels, ...('trends' in answer && { level: levelTitle(judgement) }) },
        config: {
          displayNameFromDS: shownAs.name,
          description: describeSample(query, measurement, judgement),
          ...(query.sample === 'none'
            ? valueConfig(query, { value: measurement.value, interval }, judgement)
            : COUNT_CONFIG),
        },
        values: [figureOf(measurement, query.sample)],
      };
      const trend = 'trends' in answer ? [trendOf(answer, total, query, shownAs.labels)] : [];
      const bounds = hasInterval(query) ? boundColumns(query.metric, [interval], shownAs) : [];
      return [value, ...bounds, ...trend];
    }),
    meta: {
      type: 'numeric-wide',
      typeVersion: [0, 1],
      notices: notices(query, leftOutOf(totals.map(({ measurement }) => measurement)), truncated),
      executedQueryString: context.executedQueryString,
      custom: { days },
    },
  };
}

/** The trend of a group in words. */
function trendOf(
  compared: ComparedTotals,
  { group, measurement }: DoraTotal,
  { metric }: DoraQuery,
  labels: Readonly<Record<string, string>>
): Column {
  const column = trendColumn(metric, [{ value: measurement.value, ...trendFor(compared, group) }]);
  return { ...column, labels, config: { ...column.config, displayNameFromDS: nameOf('Trend', group) } };
}

function nameOf(name: string, group: DoraTotal['group']): string {
  const title = groupTitle(group);
  return title === null ? name : `${title}, ${name.toLowerCase()}`;
}

function valueConfig(
  query: DoraQuery,
  shown: Pick<Measurement, 'value' | 'interval'>,
  judgement: Judgement
): FieldConfig {
  return {
    unit: unitOf(query.metric),
    ...judgedColors(query.metric, query.preset, [judgement]),
    ...shownValue(query.metric, shown, judgement),
  };
}

function describeSample(
  { metric }: DoraQuery,
  { sample, excluded, open }: Measurement,
  { shortfall }: Judgement
): string {
  const [one, many] = DORA_METRIC_INFO[metric].sampleNoun;
  const parts = [sample.kind === 'ratio' ? `${many}: ${sample.n} of ${sample.of}` : amount(sample.n, one, many)];
  if (excluded > 0) {
    parts.push(`${excluded} left out: negative or missing duration`);
  }
  if (open > 0) {
    parts.push(`${open} still open`);
  }
  return [parts.join('; '), ...(shortfall === null ? [] : [shortfall.sentence])].join('. ');
}
