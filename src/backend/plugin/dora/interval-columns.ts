import type { DoraMetric } from '../../../model/dora-metrics';
import { NOT_MEASURED } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import type { Column, FieldConfig } from '../../frames/frame';
import type { Measurement } from '../../metrics/dora/measures';
import type { Interval } from '../../metrics/evidence/interval';
import { unitOf } from '../frame-parts/dora-columns';
import { boundText, valueText } from '../frame-parts/interval-text';

/** How intervals become columns: numbers in values and tables, a band in graphs. */

/** The column that the bounds belong to. */
interface ShownAs {
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What legends call it. */
  readonly name: string;
}

const SENTENCE = 'Nineteen times out of twenty the truth lies between the lower and the upper bound.';

/** The bounds as numbers, named after their value; `Lower` and `Upper` in a table, which has one value a row. */
export function boundColumns(
  metric: DoraMetric,
  intervals: readonly (Interval | null)[],
  shownAs: ShownAs | null
): Column[] {
  return (['lower', 'upper'] as const).map((side) => ({
    name: shownAs === null ? `${side.charAt(0).toUpperCase()}${side.slice(1)}` : `${shownAs.title}, ${side}`,
    type: 'number',
    ...(shownAs !== null && { labels: shownAs.labels }),
    config: {
      unit: unitOf(metric),
      description: SENTENCE,
      ...(shownAs !== null && { displayNameFromDS: `${shownAs.name}, ${side}` }),
    },
    values: intervals.map((interval) => interval?.[side] ?? null),
  }));
}

const UNSEEN = { viz: false, legend: true, tooltip: true };

/**
 * Two lines without a stroke and what is between them; a bucket that sets no bound has no band.
 *
 * @param shown as the line between them
 */
export function bandColumns(shown: FieldConfig, intervals: readonly (Interval | null)[], shownAs: ShownAs): Column[] {
  const band = intervals.map((interval) =>
    interval === null || interval.lower === null || interval.upper === null ? null : interval
  );
  const lowerName = `${shownAs.name}, lower`;
  const column = (side: 'lower' | 'upper', name: string, custom: NonNullable<FieldConfig['custom']>): Column => ({
    name: `${shownAs.title}, ${side}`,
    type: 'number',
    labels: shownAs.labels,
    config: {
      ...shown,
      displayNameFromDS: name,
      custom: { drawStyle: 'line', lineWidth: 0, showPoints: 'never', hideFrom: UNSEEN, ...custom },
    },
    values: band.map((interval) => interval?.[side] ?? null),
  });
  return [
    column('lower', lowerName, { fillOpacity: 0 }),
    column('upper', `${shownAs.name}, upper`, { fillOpacity: 15, fillBelowTo: lowerName }),
  ];
}

/**
 * How a stat panel reads a value: as a number it stays what it is, with its colour, but its text says the interval, that
 * it is a lower bound, or that nothing was measured.
 */
export function shownValue(
  metric: DoraMetric,
  { value, interval }: Pick<Measurement, 'value' | 'interval'>,
  { shortfall }: Judgement
): Pick<FieldConfig, 'mappings'> {
  const text = textOf(metric, { value, interval }, shortfall);
  return text === null || value === null
    ? {}
    : { mappings: [{ type: 'value', options: { [String(value)]: { text, index: 0 } } }] };
}

function textOf(
  metric: DoraMetric,
  { value, interval }: Pick<Measurement, 'value' | 'interval'>,
  shortfall: Judgement['shortfall']
): string | null {
  if (value === null) {
    return null;
  }
  switch (shortfall?.kind) {
    case 'notMeasured':
      return NOT_MEASURED;
    case 'atLeast':
      return boundText(metric, value, interval);
    default:
      return interval === null ? null : valueText(metric, value, interval);
  }
}
