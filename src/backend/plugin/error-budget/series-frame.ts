import type { Frame, Notice } from '../../frames/frame';
import type { BudgetSeries } from '../../metrics/error-budget/budget-series';
import { truncatedNotice } from '../frame-parts/notices';
import type { BudgetFrameContext } from './frames';
import { budgetTitle, measureConfig, sloLabels, sloTitle } from './measure-config';

/** `timeseries-wide`: a line for each SLO; each point is the state of the window that ends there. */
export function budgetSeriesFrame(
  { instantsMs, lines, truncated }: BudgetSeries,
  { query, executedQueryString, notices }: BudgetFrameContext & { readonly notices: readonly Notice[] }
): Frame {
  const title = budgetTitle(query);
  // A line may leave a gauge's range.
  const { min: _min, max: _max, ...config } = measureConfig(query.measure);
  return {
    name: title,
    columns:
      lines.length === 0
        ? []
        : [
            { name: 'Time', type: 'time', valuesMs: instantsMs },
            ...lines.map((line) => ({
              name: title,
              type: 'number' as const,
              labels: sloLabels(line),
              config: { ...config, displayNameFromDS: sloTitle(line) },
              values: line.values,
            })),
          ],
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      notices: [...truncatedNotice(truncated, 'SLOs'), ...notices],
      executedQueryString,
    },
  };
}
