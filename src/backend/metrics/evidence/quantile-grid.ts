import { NORMAL_QUANTILE, TAIL } from './interval';
import { binomialAtMost } from './tails';

/**
 * Which values of a sorted sample bound a quantile of what it was drawn from. PostgreSQL must be told the fractions of
 * the sample before it knows its size, so it is asked for a grid of them, geometric on either side of the quantile; the
 * narrowest pair that still covers is chosen here, by the sample's size and exact binomial probabilities. Since a step
 * of the grid is a tenth, the interval is at most that much wider than the narrowest, and covers at least 95 %.
 *
 * Source: W. R. Thompson, "On confidence ranges for the median and other expectation distributions for populations of
 * unknown distribution form", Ann. Math. Statist. 7 (1936), 122–128; H. A. David, H. N. Nagaraja, Order Statistics,
 * section 7.1.
 */

/** From one distance to the quantile to the next. */
export const STEP = 0.9;

/** Enough for ten million values. */
const GRID_SIZE = 90;

/** How many fractions around the expected one are looked at: as many as the bound is among, for a sample of any size. */
export const CANDIDATES = 7;

export type Side = 'lower' | 'upper';

/** The farthest fraction from the quantile: the least or the greatest value. */
export function reachOf(quantile: number, side: Side): number {
  return side === 'lower' ? quantile : 1 - quantile;
}

/** Fractions of the sample, from the farthest to the nearest. */
export function gridOf(quantile: number, side: Side): readonly number[] {
  return Array.from({ length: GRID_SIZE }, (_, index) => fractionAt(index + 1, quantile, side));
}

/** The fraction at a place in the grid, from 1. */
function fractionAt(place: number, quantile: number, side: Side): number {
  const distance = reachOf(quantile, side) * STEP ** (place - 1);
  return side === 'lower' ? quantile - distance : Math.min(1, quantile + distance);
}

/** The last place, counted from 1, at which a run of `CANDIDATES` can begin. */
export const LAST_START = GRID_SIZE - CANDIDATES + 1;

/** By how much the distance of the expected fraction is multiplied with the root of the sample's size. */
export function expectedDistance(quantile: number): number {
  return NORMAL_QUANTILE * Math.sqrt(quantile * (1 - quantile));
}

/** How many places before the expected one the run begins. */
export const LEAD = 5;

/** The place in the sorted sample, from 1, of a fraction of it: PostgreSQL's `percentile_disc`. */
export const rankOf = (fraction: number, n: number) => Math.max(1, Math.ceil(fraction * n));

/** Whether the value at a rank is a bound of the quantile on that side, but for 2.5 % of samples. */
export function isBound(rank: number, n: number, quantile: number, side: Side): boolean {
  const exceeds = binomialAtMost(rank - 1, n, quantile);
  return side === 'lower' ? exceeds <= TAIL : exceeds >= 1 - TAIL;
}

/**
 * The nearest bound among candidates.
 *
 * @param start the place of the first in the grid, from 1
 * @returns null where the sample is too small for any bound on that side
 */
export function nearestBound(
  { start, values }: { readonly start: number; readonly values: readonly number[] },
  n: number,
  quantile: number,
  side: Side
): number | null {
  const nearest = values.findLastIndex((_, index) =>
    isBound(rankOf(fractionAt(start + index, quantile, side), n), n, quantile, side)
  );
  return values[nearest] ?? null;
}
