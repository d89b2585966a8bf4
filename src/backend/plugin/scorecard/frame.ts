import { CELL_COLOURS } from '../../../model/colours';
import {
  DORA_METRIC_INFO,
  FOUR_METRICS,
  STATISTIC_LABELS,
  defaultStatistic,
  isDurationMetric,
} from '../../../model/dora-metrics';
import type { FourMetric } from '../../../model/dora-metrics';
import { judge } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import type { ScorecardQuery } from '../../../model/scorecard-query';
import type { Column, Frame } from '../../frames/frame';
import { sampleSize } from '../../metrics/dora/measures';
import type { Scorecard, ScorecardRow } from '../../metrics/dora/scorecard';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { levelColors, levelWord, levelWords } from '../frame-parts/level-config';
import { truncatedNotice } from '../frame-parts/notices';

/** How a scorecard becomes a table. Nothing is computed here. */

/** Short, since four of them stand side by side. */
export const SCORECARD_TITLES: Readonly<Record<FourMetric, string>> = {
  deploymentFrequency: 'Deployment frequency',
  leadTime: 'Lead time',
  mttr: 'MTTR',
  changeFailureRate: 'Change failure rate',
};

/** In a cell without a value. */
const NOTHING = '–';

export interface ScorecardFrameContext {
  readonly query: ScorecardQuery;
  readonly executedQueryString: string;
}

/** One row for each group: its values, then the level of each, then why some have none, then how many deployments. */
export function scorecardFrame({ rows, truncated }: Scorecard, context: ScorecardFrameContext): Frame {
  const { query, executedQueryString } = context;
  return {
    name: 'Scorecard',
    columns: [
      ...groupColumns(
        rows.map(({ group }) => group),
        query.groupBy
      ),
      ...FOUR_METRICS.map((metric) => valueColumn(rows, metric, query)),
      ...FOUR_METRICS.map((metric) => levelColumn(rows, metric, query)),
      ...FOUR_METRICS.map((metric) => evidenceColumn(rows, metric, query)),
      deploymentsColumn(rows),
      ...FOUR_METRICS.map((metric) => styleColumn(rows, metric, query)),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(truncated, 'groups'),
      executedQueryString,
    },
  };
}

/** The level of a cell, or why it has none. */
function judgementOf({ totals }: ScorecardRow, metric: FourMetric, { preset }: ScorecardQuery): Judgement {
  const total = totals[metric];
  if (total === undefined) {
    return { verdict: null, shortfall: null };
  }
  const { measurement, support } = total;
  return judge(metric, { value: measurement.value, sampleSize: sampleSize(measurement), support }, preset);
}

/** What is not measured has no cell here: a number would stand beside those of others. */
function valueOf(row: ScorecardRow, metric: FourMetric, query: ScorecardQuery): number | null {
  const isMeasured = judgementOf(row, metric, query).shortfall?.kind !== 'notMeasured';
  return isMeasured ? (row.totals[metric]?.measurement.value ?? null) : null;
}

const styleName = (metric: FourMetric) => `${SCORECARD_TITLES[metric]} style`;

function valueColumn(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Column {
  const { sentence } = DORA_METRIC_INFO[metric];
  const statistic = isDurationMetric(metric) ? `The ${STATISTIC_LABELS[defaultStatistic(metric)]}. ` : '';
  return {
    name: SCORECARD_TITLES[metric],
    type: 'number',
    config: {
      unit: unitOf(metric),
      description: `${statistic}${sentence}`,
      ...levelColors(metric, query.preset, CELL_COLOURS),
      noValue: NOTHING,
      custom: { styleField: styleName(metric) },
    },
    values: rows.map((row) => valueOf(row, metric, query)),
  };
}

function levelColumn(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Column {
  return {
    name: `${SCORECARD_TITLES[metric]} level`,
    type: 'string',
    config: levelWords(metric, query.preset),
    values: rows.map((row) => levelWord(judgementOf(row, metric, query))),
  };
}

function evidenceColumn(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Column {
  return {
    name: `${SCORECARD_TITLES[metric]} evidence`,
    type: 'string',
    config: { description: 'Why there is no level; empty where there is one.' },
    values: rows.map((row) => judgementOf(row, metric, query).shortfall?.sentence ?? null),
  };
}

/** As a table reads it: takes a cell's colour away, which the thresholds of its column would give it. */
const PLAIN = JSON.stringify({ background: 'transparent', color: 'inherit' });

/** The styles of a metric's cells. Thresholds know numbers alone, not what a number rests on. */
function styleColumn(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Column {
  return {
    name: styleName(metric),
    type: 'string',
    config: { custom: { hideFrom: { viz: true, legend: true, tooltip: true } } },
    values: rows.map((row) => (judgementOf(row, metric, query).verdict === null ? PLAIN : null)),
  };
}

function deploymentsColumn(rows: readonly ScorecardRow[]): Column {
  return {
    name: 'Deployments',
    type: 'integer',
    config: { unit: 'none', decimals: 0, description: 'All production deployments, failed ones included.' },
    values: rows.map(({ totals }) => {
      const sample = totals.changeFailureRate?.measurement.sample;
      return sample?.kind === 'ratio' ? sample.of : null;
    }),
  };
}
