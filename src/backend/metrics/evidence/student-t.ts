import { NORMAL_QUANTILE } from './interval';

/**
 * The quantile of Student's t at 97.5 %, by the expansion in the inverse of the degrees of freedom (Abramowitz and
 * Stegun, 26.7.5), which is within 0.2 % from three degrees on; two have a closed form.
 *
 * @param degrees of freedom, from 2
 */
export function studentQuantile(degrees: number): number {
  if (degrees === 2) {
    return 4.302652729911275;
  }
  const z = NORMAL_QUANTILE;
  const square = z * z;
  const terms = [
    (z * (square + 1)) / 4,
    (z * (5 * square ** 2 + 16 * square + 3)) / 96,
    (z * (3 * square ** 3 + 19 * square ** 2 + 17 * square - 15)) / 384,
    (z * (79 * square ** 4 + 776 * square ** 3 + 1482 * square ** 2 - 1920 * square - 945)) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), z);
}
