import type { DoraMetric } from '../../../model/dora-metrics';
import type { Difference } from '../difference/difference';
import type { TimeRange } from '../time-range';
import { silencesAt } from './silence';
import type { Hearing, Silence, Silences } from './silence';
import { isCutBefore, silenceBehind, silenceOf } from './unheard-dora';

/** The values of the range. */
const valuesNow = ({ valueNow, groups }: Difference) => [
  { value: valueNow },
  ...groups.map((one) => ({ value: one.valueNow })),
];

/**
 * The difference without values that rest on silence. Where one does, or where the period before is not recorded from its
 * start, there is no split either: its parts would rest on it too, and parts that are left out would not add up.
 *
 * @param range whose end and begin are those of the two periods
 */
export function heardDifference(
  metric: DoraMetric,
  difference: Difference,
  range: TimeRange,
  hearing: Hearing
): Difference {
  const heardAt = (atMs: number) => {
    const silences = silencesAt(hearing, atMs);
    return (value: number | null) => (silenceBehind(metric, { value }, silences) === null ? value : null);
  };
  const [heardThen, heardNow] = [heardAt(range.fromMs), heardAt(range.toMs)];
  const heard = <Values extends Pick<Difference, 'valueThen' | 'valueNow'>>(values: Values) => ({
    ...values,
    valueThen: heardThen(values.valueThen),
    valueNow: heardNow(values.valueNow),
  });
  const all = [difference, ...difference.groups];
  const isWhole = all.every(
    (one) => heardThen(one.valueThen) === one.valueThen && heardNow(one.valueNow) === one.valueNow
  );
  if (isWhole && !isCutBefore(metric, range, hearing)) {
    return difference;
  }
  const groups = difference.groups.map(({ group, valueThen, valueNow }) => heard({ group, valueThen, valueNow }));
  return { ...heard(difference), whole: null, groups, records: [] };
}

/** What is to be said where these values are missing; null while their feeds are alive. */
export function silenceOfDifference(metric: DoraMetric, difference: Difference, silences: Silences): Silence | null {
  return silenceOf(metric, valuesNow(difference), silences);
}
