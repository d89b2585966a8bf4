import type { Dimensions, PublishedMetric } from '../../../model/publishing';
import type { HourBudget } from '../../metrics/hourly/hour-budgets';
import type { HourValues } from '../../metrics/hourly/hour-values';
import type { Datum, Dimension, Unit } from './datum';
import { dimensionValue } from './dimension-value';

const UNITS: Readonly<Record<PublishedMetric, Unit>> = {
  DeploymentFrequency: 'Count',
  LeadTime: 'Seconds',
  MTTR: 'Seconds',
  ChangeFailureRate: 'Percent',
};

/** CloudWatch, `MetricDatum`: distinct values of one data point. */
export const MOST_VALUES = 150;

/** The data points of one series in one hour; more than 150 values are split over several. */
export type SeriesHour = readonly Datum[];

/** DORA metrics as data points: every value, so that any statistic over any period is right. */
export function doraDatums(hours: readonly HourValues[], extra: Dimensions): SeriesHour[] {
  return hours.map(({ hourMs, metric, service, values, counts }) => {
    const kind = metric === 'ChangeFailureRate' ? 'changeFailureRate' : 'dora';
    const dimensions = withExtra(service === null ? [] : [['Service', dimensionValue(service.name)]], extra);
    return split({ kind, hourMs, metric, unit: UNITS[metric], dimensions, values, counts });
  });
}

function split({ values, counts, ...datum }: Datum): SeriesHour {
  const parts: Datum[] = [];
  for (let start = 0; start < values.length; start += MOST_VALUES) {
    const end = start + MOST_VALUES;
    parts.push({ ...datum, values: values.slice(start, end), counts: counts.slice(start, end) });
  }
  return parts;
}

/** Error budgets as data points, one value each. */
export function budgetDatums(budgets: readonly HourBudget[], extra: Dimensions): SeriesHour[] {
  return budgets.flatMap(({ hourMs, service, slo, ...state }) => {
    const dimensions = withExtra(
      [
        ['Service', dimensionValue(service)],
        ['SLO', dimensionValue(slo)],
      ],
      extra
    );
    const gauge = (metric: string, unit: Unit, value: number): SeriesHour => [
      { kind: 'slo', hourMs, metric, unit, dimensions, values: [value], counts: [1] },
    ];
    return [
      gauge('Availability', 'Percent', state.availabilityPercent),
      gauge('ErrorBudgetRemainingMinutes', 'None', state.remainingMinutes),
      // A target of 100 % leaves no budget to be a share of.
      ...(state.remainingPercent === null ? [] : [gauge('ErrorBudgetRemaining', 'Percent', state.remainingPercent)]),
    ];
  });
}

function withExtra(own: readonly Dimension[], extra: Dimensions): Dimension[] {
  return [...own, ...Object.entries(extra)];
}
