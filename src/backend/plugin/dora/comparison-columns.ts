import { WORD_COLOURS } from '../../../model/colours';
import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import { colouredWords } from '../../frames/colours';
import type { ColouredWord } from '../../frames/colours';
import type { Column } from '../../frames/frame';
import { trendFor } from '../../metrics/dora/comparison';
import type { ComparedTotals, Trend } from '../../metrics/dora/comparison';
import { unitOf } from '../frame-parts/dora-columns';

/** How a comparison with the period before becomes columns of a table. */

/** The value before, the change, and the change in words. */
export function comparisonColumns(compared: ComparedTotals, metric: DoraMetric): Column[] {
  const rows = compared.totals.map(({ group, measurement }) => ({
    value: measurement.value,
    ...trendFor(compared, group),
  }));
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
    {
      name: 'More than chance',
      type: 'boolean',
      config: { description: 'Whether a change as large as this would be rarer than 5 % if nothing had changed.' },
      values: rows.map(({ verdict }) => MORE_THAN_CHANCE[verdict]),
    },
    trendColumn(metric, rows),
  ];
}

/** The change in words; coloured where it is better or worse by more than chance. */
export function trendColumn(metric: DoraMetric, rows: readonly Compared[]): Column {
  const words = rows.map((row) => trend(metric, row));
  const coloured = rows.flatMap(({ verdict }, row): ColouredWord[] => {
    const text = words[row] ?? null;
    return text === null ? [] : [[text, text, VERDICT_COLOURS[verdict]]];
  });
  return {
    name: 'Trend',
    type: 'string',
    config: {
      description:
        'Against the period of the same length before: an arrow, better or worse only where a change as large would be rarer than 5 % by chance.',
      ...(coloured.length > 0 && colouredWords(...coloured)),
    },
    values: words,
  };
}

const VERDICT_COLOURS: Readonly<Record<Trend['verdict'], string>> = {
  better: WORD_COLOURS.good,
  worse: WORD_COLOURS.bad,
  usual: WORD_COLOURS.plain,
  unmeasured: WORD_COLOURS.plain,
  unknown: WORD_COLOURS.plain,
};

const MORE_THAN_CHANCE: Readonly<Record<Trend['verdict'], boolean | null>> = {
  better: true,
  worse: true,
  usual: false,
  unmeasured: null,
  unknown: null,
};

interface Compared extends Trend {
  readonly value: number | null;
}

/** A change in words: `↓ 12 % lower, better` where it is more than chance, else that it is not. */
export function trend(metric: DoraMetric, { value, then, change, verdict }: Compared): string | null {
  if (value === null) {
    return null;
  }
  if (then === null) {
    return 'no data before';
  }
  if (verdict === 'unmeasured') {
    return 'not measured';
  }
  if (verdict === 'unknown') {
    return 'not all recorded before';
  }
  if (value === then) {
    return 'unchanged';
  }
  if (verdict === 'usual') {
    return 'within its usual range';
  }
  const amount = change.kind === 'known' ? `${amountInWords(metric, Math.abs(change.amount))} ` : '';
  return `${value > then ? '↑' : '↓'} ${amount}${value > then ? 'higher' : 'lower'}, ${verdict}`;
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
