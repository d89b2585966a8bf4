/** A tail's probability at a parameter, and its slope there. */
export interface Tail {
  readonly probability: number;
  readonly slope: number;
}

/** Enough to halve any bracket down to neighbouring doubles; Newton needs about five. */
const MOST_STEPS = 200;
const EXACT = 1e-13;

/**
 * The parameter at which a tail has the wanted probability, within a bracket: Newton's method on the logarithm of the
 * probability, which is nearly straight, kept inside by halving.
 *
 * @param tail rises or falls throughout the bracket
 */
export function boundWhere(
  tail: (parameter: number) => Tail,
  wanted: number,
  bracket: { readonly low: number; readonly high: number; readonly start: number }
): number {
  let { low, high, start: at } = bracket;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { probability, slope } = tail(at);
    const excess = Math.log(probability / wanted);
    if (excess > 0 === slope > 0) {
      high = at;
    } else {
      low = at;
    }
    const newton = at - (excess * probability) / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - at) <= EXACT * Math.abs(next)) {
      return next;
    }
    at = next;
  }
  return at;
}
