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
import { sampleSize, sharedOf } from '../../metrics/dora/measures';
import { measurementsOf } from '../../metrics/dora/scorecard';
import type { Scorecard, ScorecardRow } from '../../metrics/dora/scorecard';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { cellConfig, cellValue, evidenceColumns, styleColumn } from '../frame-parts/judged-columns';
import { levelColors, levelWord, levelWords } from '../frame-parts/level-config';
import { sharedNotice, truncatedNotice } from '../frame-parts/notices';

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

/** Of the column that says why a metric's cells have no level. */
export const evidenceName = (metric: FourMetric) => `${SCORECARD_TITLES[metric]} evidence`;

export interface ScorecardFrameContext {
  readonly query: ScorecardQuery;
  readonly executedQueryString: string;
}

/** One row for each group: its values, then the level of each, then why some have none, then how many deployments. */
export function scorecardFrame(scorecard: Scorecard, context: ScorecardFrameContext): Frame {
  const { rows, truncated } = scorecard;
  // Those that the failure rate looks at are all.
  const deployments = measurementsOf(scorecard, 'changeFailureRate');
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
      ...FOUR_METRICS.flatMap((metric) =>
        evidenceColumns(evidenceName(metric), metric, judgementsOf(rows, metric, query))
      ),
      deploymentsColumn(rows),
      ...FOUR_METRICS.map((metric) => styleColumn(SCORECARD_TITLES[metric], judgementsOf(rows, metric, query))),
    ],
    meta: {
      type: 'table',
      notices: [...truncatedNotice(truncated, 'groups'), ...sharedNotice(sharedOf(deployments))],
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
  const { measurement, support, isAtLeast = false } = total;
  return judge(metric, { value: measurement.value, sampleSize: sampleSize(measurement), support, isAtLeast }, preset);
}

function judgementsOf(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Judgement[] {
  return rows.map((row) => judgementOf(row, metric, query));
}

function valueColumn(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Column {
  const { sentence } = DORA_METRIC_INFO[metric];
  const cells = rows.map((row) => ({
    value: row.totals[metric]?.measurement.value ?? null,
    judgement: judgementOf(row, metric, query),
  }));
  const name = SCORECARD_TITLES[metric];
  const statistic = isDurationMetric(metric) ? `The ${STATISTIC_LABELS[defaultStatistic(metric)]}. ` : '';
  return {
    name,
    type: 'number',
    config: {
      unit: unitOf(metric),
      description: `${statistic}${sentence}`,
      ...levelColors(metric, query.preset, CELL_COLOURS),
      ...cellConfig(metric, cells, { name, evidence: evidenceName(metric), isGraded: true, nothing: NOTHING }),
    },
    values: cells.map(cellValue),
  };
}

function levelColumn(rows: readonly ScorecardRow[], metric: FourMetric, query: ScorecardQuery): Column {
  return {
    name: `${SCORECARD_TITLES[metric]} level`,
    type: 'string',
    config: levelWords(metric, query.preset),
    values: judgementsOf(rows, metric, query).map(levelWord),
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
