import { DORA_METRIC_INFO, STATISTIC_LABELS } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { DoraQuery } from '../../../model/dora-query';
import { describeLevels } from '../../../model/performance-levels';
import type { Column, FieldConfig, Frame } from '../../frames/frame';
import type { ComparedTotals } from '../../metrics/dora/comparison';
import type { Measurement } from '../../metrics/dora/measures';
import type { DoraTotal, DoraTotals } from '../../metrics/dora/totals';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { intervalText } from '../frame-parts/interval-text';
import {
  cellConfig,
  cellValue,
  evidenceColumns,
  evidenceLinks,
  knownInterval,
  styleColumn,
} from '../frame-parts/judged-columns';
import { judgedColors, levelWord, levelWords } from '../frame-parts/level-config';
import { comparisonColumns } from './comparison-columns';
import { judgementOf, leftOutOf, metricTitle, notices } from './frame-context';
import type { FrameContext } from './frame-context';
import { boundColumns } from './interval-columns';

/** How DORA results become tables. Nothing is computed here. */

/** One row for each group, with level, rule and sample. */
export function tableFrame(answer: DoraTotals | ComparedTotals, context: FrameContext): Frame {
  const { totals, truncated } = answer;
  const { query } = context;
  const measurements = totals.map(({ measurement }) => measurement);
  const statistic = query.selection.kind === 'duration' ? STATISTIC_LABELS[query.selection.statistic] : null;
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
      ...judgedColumns(totals, query),
      ...sampleColumns(query.metric, measurements),
      ...('trends' in answer ? comparisonColumns(answer, query.metric) : []),
    ],
    meta: {
      type: 'table',
      notices: notices(query, leftOutOf(measurements), truncated),
      executedQueryString: context.executedQueryString,
    },
  };
}

const text = (name: string, values: readonly (string | null)[], config?: FieldConfig): Column => ({
  name,
  type: 'string',
  values,
  ...(config && { config }),
});

const EVIDENCE = 'Evidence';

/** In a cell without a value. */
const NOTHING = '–';

/** The value and how sure it is, its level, and why it has none. */
function judgedColumns(totals: readonly DoraTotal[], query: DoraQuery): Column[] {
  const { metric, preset } = query;
  const cells = totals.map((total) => ({ value: total.measurement.value, judgement: judgementOf(query, total) }));
  const judgements = cells.map(({ judgement }) => judgement);
  const levels = describeLevels(metric, preset);
  const intervals = totals.map(({ measurement: { value, interval } }, row) => ({
    value,
    interval: knownInterval(interval, judgements[row]),
  }));
  return [
    {
      name: 'Value',
      type: 'number',
      values: cells.map(cellValue),
      config: {
        unit: unitOf(metric),
        // Grafana would show the frame's name instead of a column called Value.
        displayNameFromDS: 'Value',
        description: DORA_METRIC_INFO[metric].sentence,
        ...judgedColors(metric, preset, judgements),
        ...cellConfig(metric, cells, {
          name: 'Value',
          evidence: EVIDENCE,
          isGraded: levels !== null,
          // The level beside it says so.
          unmeasured: NOTHING,
        }),
      },
    },
    ...(query.interval ? intervalColumns(metric, intervals) : []),
    text('Level', judgements.map(levelWord), levelWords(metric, preset)),
    text(
      'Rule',
      judgements.map(({ verdict, shortfall }) => verdict?.rule ?? shortfall?.reason ?? null),
      {
        description: levels ?? 'No levels are published for this metric.',
        // A rule of another row is no reason to look for records.
        ...(judgements.every(({ verdict }) => verdict === null) && evidenceLinks(judgements)),
      }
    ),
    ...evidenceColumns(EVIDENCE, metric, judgements),
    ...(levels === null ? [] : [styleColumn('Value', judgements)]),
  ];
}

type Shown = Pick<Measurement, 'value' | 'interval'>;

/** Where the truth lies: two numbers, and the two in words. */
function intervalColumns(metric: DoraMetric, shown: readonly Shown[]): Column[] {
  return [
    ...boundColumns(
      metric,
      shown.map(({ interval }) => interval),
      null
    ),
    text(
      'Interval',
      shown.map(({ value, interval }) => intervalText(metric, value, interval))
    ),
  ];
}

/** What the numbers are made of, and what was left out. */
function sampleColumns(metric: DoraMetric, measurements: readonly Measurement[]): Column[] {
  const count = (name: string, value: (of: Measurement) => number | null, description: string): Column => ({
    name,
    type: 'integer',
    values: measurements.map(value),
    config: { unit: 'none', decimals: 0, description },
  });
  const [, counted] = DORA_METRIC_INFO[metric].sampleNoun;
  return [
    count('n', ({ sample }) => sample.n, counted),
    count('of', ({ sample }) => (sample.kind === 'ratio' ? sample.of : null), 'what n is a share of'),
    count('Excluded', ({ excluded }) => excluded, 'left out: negative or missing duration'),
    count('Open', ({ open }) => open, 'left out: incidents still open'),
    text('Sample', measurements.map(sampleText)),
  ];
}

/** `n = 812`, or `12 of 340`. */
function sampleText({ sample }: Measurement): string {
  return sample.kind === 'ratio' ? `${sample.n} of ${sample.of}` : `n = ${sample.n}`;
}
