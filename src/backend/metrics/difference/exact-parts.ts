/**
 * The one rounding rule of differences. Every number is a whole count of millionths of the metric's unit, and parts are
 * rounded so that they add up to their whole to the last digit.
 */

/** A millionth: a microsecond of a duration, as exact as the records are. */
const QUANTUM = 1e-6;

/** Whole millionths of a number. */
export function quantaOf(value: number): number {
  return Math.round(value / QUANTUM);
}

/** The number of so many millionths: the double nearest to that decimal. */
export function fromQuanta(quanta: number): number {
  // 0 has no sign.
  return quanta / 1e6 + 0;
}

/**
 * Rounds parts to whole millionths that add up to `whole`: each is rounded down, and what is missing goes to the parts
 * with the largest remainders, the earlier one first (Hamilton's method). A part is off by less than two millionths.
 *
 * @param parts that add up to about `whole`, in the metric's unit
 * @param whole in millionths
 */
export function apportion(parts: readonly number[], whole: number): number[] {
  const exact = parts.map((part) => part / QUANTUM);
  const rounded = exact.map(Math.floor);
  const order = exact
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .toSorted((one, other) => other.remainder - one.remainder || one.index - other.index);
  const missing = whole - rounded.reduce((sum, part) => sum + part, 0);
  // Doubles may leave a millionth more than there are parts, or one too few.
  const ranked = missing < 0 ? order.toReversed() : order;
  for (let given = 0; given < Math.abs(missing) && ranked.length > 0; given++) {
    const index = ranked[given % ranked.length]?.index ?? 0;
    rounded[index] = (rounded[index] ?? 0) + Math.sign(missing);
  }
  return rounded;
}
