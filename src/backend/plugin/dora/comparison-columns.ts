import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { Column } from '../../frames/frame';
import { changeOf, valueBefore } from '../../metrics/dora/comparison';
import type { Change, ComparedTotals } from '../../metrics/dora/comparison';
import { unitOf } from '../frame-parts/dora-columns';

/** How a comparison with the period before becomes columns of a table. */

/** The value before, the change, and the change in words. */
export function comparisonColumns(compared: ComparedTotals, metric: DoraMetric): Column[] {
  const rows = compared.totals.map(({ group, measurement }) => {
    const then = valueBefore(compared, group);
    return { value: measurement.value, then, change: changeOf(metric, measurement.value, then) };
  });
  const isRate = DORA_METRIC_INFO[metric].unit === 'percent';
  return [
    {
      name: 'Previous',
      type: 'number',
      config: {
        unit: unitOf(metric),
        description: 'The value in the period of the same length that ends where the time range begins.',
      },
      values: rows.map(({ then }) => then),
    },
    {
      name: 'Change',
      type: 'number',
      config: {
        unit: isRate ? 'suffix: pp' : 'percent',
        decimals: 1,
        description: isRate
          ? 'Difference to the previous value, in percentage points.'
          : 'Difference to the previous value, in percent of it.',
      },
      values: rows.map(({ change }) => (change.kind === 'known' ? change.amount : null)),
    },
    { name: 'Trend', type: 'string', values: rows.map((row) => trend(metric, row)) },
  ];
}

interface Compared {
  readonly value: number | null;
  readonly then: number | null;
  readonly change: Change;
}

/** A change in words, for example `12 % lower, better`. */
export function trend(metric: DoraMetric, { value, then, change }: Compared): string | null {
  if (value === null) {
    return null;
  }
  if (then === null) {
    return 'no data before';
  }
  if (value === then) {
    return 'unchanged';
  }
  const isHigher = value > then;
  const isBetter = isHigher === (metric === 'deploymentFrequency');
  const amount = change.kind === 'known' ? `${amountInWords(metric, Math.abs(change.amount))} ` : '';
  return `${amount}${isHigher ? 'higher' : 'lower'}, ${isBetter ? 'better' : 'worse'}`;
}

/** Whole percents, and tenths of what is small. */
function amountInWords(metric: DoraMetric, amount: number): string {
  const unit = DORA_METRIC_INFO[metric].unit === 'percent' ? 'pp' : '%';
  const rounded = amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount);
  if (amount < 100 && rounded === 100) {
    // 100 % lower would be nothing left.
    return `more than 99 ${unit}`;
  }
  return rounded === 0 ? `less than 0.1 ${unit}` : `${rounded} ${unit}`;
}
