import { FieldType, getFieldDisplayName } from '@grafana/data';
import type { DataFrame, DisplayValue, Field } from '@grafana/data';

import { isHidden } from './hidden';

/** A stretch of time in one state. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: DisplayValue;
  readonly row: number;
}

export interface StateRow {
  readonly name: string;
  readonly field: Field;
  readonly stretches: readonly Stretch[];
}

interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A row for each field beside a time.
 *
 * @param areMerged equal neighbours become one stretch
 */
export function stateRows(frames: readonly DataFrame[], period: Period, areMerged: boolean): StateRow[] {
  return frames.flatMap((frame) => {
    const times = frame.fields.find(({ type }) => type === FieldType.time)?.values as number[] | undefined;
    const states = frame.fields.filter((field) => field.type !== FieldType.time && !isHidden(field, 'viz'));
    return times === undefined
      ? []
      : states.map((field) => ({
          name: getFieldDisplayName(field, frame, [...frames]),
          field,
          stretches: stretchesOf(field, times, period, areMerged),
        }));
  });
}

function stretchesOf(field: Field, times: readonly number[], { fromMs, toMs }: Period, areMerged: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  const starts: number[] = [];
  times.forEach((_, row) => {
    if (!areMerged || row === 0 || field.values[row] !== field.values[row - 1]) {
      starts.push(row);
    }
  });
  const step = (times[1] ?? toMs) - (times[0] ?? fromMs);
  starts.forEach((row, index) => {
    const raw: unknown = field.values[row];
    const next = starts[index + 1];
    const end = next === undefined ? (areMerged ? toMs : (times[row] ?? 0) + step) : (times[next] ?? toMs);
    const stretch = { fromMs: Math.max(fromMs, times[row] ?? fromMs), toMs: Math.min(toMs, end), row };
    if (raw !== null && raw !== undefined && stretch.toMs > stretch.fromMs && field.display !== undefined) {
      stretches.push({ ...stretch, value: field.display(raw) });
    }
  });
  return stretches;
}
