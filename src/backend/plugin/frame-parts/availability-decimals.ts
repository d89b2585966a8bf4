import { largest } from '../../../model/extremes';
import type { FieldConfig } from '../../frames/frame';

/** How many digits an availability is written with: as many as its target needs. */

export interface ShownAvailability {
  /** In percent; null is no data. */
  readonly value: number | null;
  /** In percent; null where the service has no objective. */
  readonly targetPercent: number | null;
}

/** Without an objective; three nines can be told from two. */
const USUAL = 2;
/** A second in thirty years. */
const MOST = 9;

/** Digits after the point of a number as people write it: 99.95 has two. */
export function ownDecimals(value: number): number {
  const digits = Array.from({ length: MOST }, (_, count) => count);
  return digits.find((count) => Number(value.toFixed(count)) === value) ?? MOST;
}

/**
 * Digits after the point for numbers that stand together: one more than a target has, and more where a number would
 * else be rounded up to its target, or to 100 what is not 100.
 */
export function availabilityDecimals(shown: readonly ShownAvailability[]): number {
  const leastOf = new Map<number | null, number>();
  return Math.max(
    USUAL,
    largest(
      shown.map(({ value, targetPercent }) => {
        const least = leastOf.get(targetPercent) ?? leastDecimals(targetPercent);
        leastOf.set(targetPercent, least);
        return decimalsOf(value, targetPercent, least);
      })
    )
  );
}

/** The same as the part of a column's configuration. */
export function availabilityDigits(shown: readonly ShownAvailability[]): Pick<FieldConfig, 'decimals'> {
  return { decimals: availabilityDecimals(shown) };
}

function leastDecimals(targetPercent: number | null): number {
  return targetPercent === null ? USUAL : Math.min(MOST, ownDecimals(targetPercent) + 1);
}

function decimalsOf(value: number | null, targetPercent: number | null, least: number): number {
  let digits = least;
  // Rounding moves nothing by one; writing out every point of a wide answer takes long.
  const isRoundedUpTo = (limit: number | null) =>
    value !== null && limit !== null && value < limit && limit - value < 1 && Number(value.toFixed(digits)) >= limit;
  while (digits < MOST && (isRoundedUpTo(100) || isRoundedUpTo(targetPercent))) {
    digits += 1;
  }
  return digits;
}
