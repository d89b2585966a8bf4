import { CELL_COLOURS } from '../../../model/colours';
import {
  DORA_METRIC_INFO,
  FOUR_METRICS,
  STATISTIC_LABELS,
  defaultStatistic,
  isDurationMetric,
} from '../../../model/dora-metrics';
import type { FourMetric } from '../../../model/dora-metrics';
import { performanceLevel } from '../../../model/performance-levels';
import type { ScorecardQuery } from '../../../model/scorecard-query';
import type { Column, Frame } from '../../frames/frame';
import type { Scorecard, ScorecardRow } from '../../metrics/dora/scorecard';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { levelColors, levelWords } from '../frame-parts/level-config';
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

/** One row for each group: its values, then the level of each, then how many deployments. */
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
      deploymentsColumn(rows),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(truncated, 'groups'),
      executedQueryString,
    },
  };
}

const valueOf = ({ measurements }: ScorecardRow, metric: FourMetric) => measurements[metric]?.value ?? null;

function valueColumn(rows: readonly ScorecardRow[], metric: FourMetric, { preset }: ScorecardQuery): Column {
  const { sentence } = DORA_METRIC_INFO[metric];
  const statistic = isDurationMetric(metric) ? `The ${STATISTIC_LABELS[defaultStatistic(metric)]}. ` : '';
  return {
    name: SCORECARD_TITLES[metric],
    type: 'number',
    config: {
      unit: unitOf(metric),
      description: `${statistic}${sentence}`,
      ...levelColors(metric, preset, CELL_COLOURS),
      noValue: NOTHING,
    },
    values: rows.map((row) => valueOf(row, metric)),
  };
}

function levelColumn(rows: readonly ScorecardRow[], metric: FourMetric, { preset }: ScorecardQuery): Column {
  return {
    name: `${SCORECARD_TITLES[metric]} level`,
    type: 'string',
    config: levelWords(metric, preset),
    values: rows.map((row) => performanceLevel(metric, valueOf(row, metric), preset)?.level ?? null),
  };
}

function deploymentsColumn(rows: readonly ScorecardRow[]): Column {
  return {
    name: 'Deployments',
    type: 'integer',
    config: { unit: 'none', decimals: 0, description: 'All production deployments, failed ones included.' },
    values: rows.map(({ measurements }) => {
      const sample = measurements.changeFailureRate?.sample;
      return sample?.kind === 'ratio' ? sample.of : null;
    }),
  };
}
