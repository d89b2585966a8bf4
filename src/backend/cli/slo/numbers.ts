/** Numbers as OpenSLO writes them, without the noise of binary fractions. */

/** 0.99995 → 99.995: the number nearest to the decimal, where a multiplication may miss it. */
export function percentOf(fraction: number): number {
  return shifted(fraction, 2);
}

/** 99.995 → 0.99995. */
export function fractionOf(percent: number): number {
  return shifted(percent, -2);
}

function shifted(value: number, places: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** Units of a fixed length, in minutes. Months, quarters and years differ in length. */
const UNIT_MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

/** A duration such as `30d`, `4w` or `24h` in days; null where it is none of a fixed length. */
export function daysOf(duration: string): number | null {
  const [, count, unit = ''] = /^(\d{1,9})([mhdw])$/.exec(duration) ?? [];
  const minutes = UNIT_MINUTES[unit];
  return count === undefined || minutes === undefined ? null : (Number(count) * minutes) / 1440;
}
