import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraQuery } from '../../../model/dora-query';
import type { Judgement } from '../../../model/level-evidence';
import { amount } from '../../../model/amount';
import type { Column, FieldConfig, Frame } from '../../frames/frame';
import { figureOf } from '../../metrics/dora/measures';
import type { Measurement } from '../../metrics/dora/measures';
import type { DoraTotals } from '../../metrics/dora/totals';
import { unitOf } from '../frame-parts/dora-columns';
import { groupLabels, groupTitle } from '../frame-parts/group-labels';
import { knownInterval } from '../frame-parts/judged-columns';
import { judgedColors } from '../frame-parts/level-config';
import { hasInterval, judgementOf, metricTitle, notices } from './frame-context';
import type { FrameContext } from './frame-context';
import { boundColumns, shownValue } from './interval-columns';

/** How DORA results become values. Nothing is computed here. */

const COUNT_CONFIG: FieldConfig = { unit: 'none', decimals: 0 };

/** `numeric-wide`: one number for each group, with its labels; for stat panels and alerts. */
export function valueFrame({ totals, days, truncated }: DoraTotals, context: FrameContext): Frame {
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
        labels: shownAs.labels,
        config: {
          displayNameFromDS: shownAs.name,
          description: describeSample(query, measurement, judgement),
          ...(query.sample === 'none'
            ? valueConfig(query, { value: measurement.value, interval }, judgement)
            : COUNT_CONFIG),
        },
        values: [figureOf(measurement, query.sample)],
      };
      return hasInterval(query) ? [value, ...boundColumns(query.metric, [interval], shownAs)] : [value];
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

function sampleFacts({ sample, excluded, open }: Measurement) {
  return { n: sample.n, of: sample.kind === 'ratio' ? sample.of : null, excluded, open };
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
