import type { DoraMetric } from '../../../model/dora-metrics';
import type { Difference } from '../difference/difference';
import type { Silence, Silences } from './silence';
import { silenceBehind, silenceOf } from './unheard-dora';

/** What of a metric's difference rests on the silence of the range's end. The period before it is over and known. */

const valuesNow = ({ valueNow, groups }: Difference) => [
  { value: valueNow },
  ...groups.map((one) => ({ value: one.valueNow })),
];

/**
 * The difference without values that rest on silence. Where one does there is no split either: its parts would rest on it
 * too, and parts that are left out would not add up.
 */
export function heardDifference(metric: DoraMetric, difference: Difference, silences: Silences): Difference {
  const heard = (value: number | null) => (silenceBehind(metric, { value }, silences) === null ? value : null);
  if (valuesNow(difference).every(({ value }) => heard(value) === value)) {
    return difference;
  }
  return {
    whole: null,
    valueThen: difference.valueThen,
    valueNow: heard(difference.valueNow),
    groups: difference.groups.map(({ group, valueThen, valueNow }) => ({
      group,
      valueThen,
      valueNow: heard(valueNow),
    })),
    records: [],
  };
}

/** What is to be said where these values are missing; null while their feeds are alive. */
export function silenceOfDifference(metric: DoraMetric, difference: Difference, silences: Silences): Silence | null {
  return silenceOf(metric, valuesNow(difference), silences);
}
