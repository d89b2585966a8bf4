import type { Group } from '../scope';
import { apportion, fromQuanta, quantaOf } from './exact-parts';

/** How a metric's change is split among groups. */

/**
 * One group in one period.
 *
 * Each record has the weight 1, which is shared equally by all groups it belongs to. `sum` is what its records come to,
 * each times its weight; the sum of a period over all groups, divided by that of the weights, is the metric.
 */
export interface Portion {
  readonly weight: number;
  readonly sum: number;
}

export interface GroupPortions {
  readonly group: Group;
  readonly then: Portion;
  readonly now: Portion;
}

/** What a group contributed, in the metric's unit; `within + mix` is `contribution` to the last of six decimals. */
export interface Part {
  readonly group: Group;
  /** Of the period's records, in percent; null where the period has none, and where the metric is a sum. */
  readonly shareThen: number | null;
  readonly shareNow: number | null;
  /** By doing better or worse. */
  readonly within: number;
  /** By a larger or smaller share of the whole; null where the metric is a sum, which has no shares. */
  readonly mix: number | null;
  readonly contribution: number;
}

export interface Split {
  readonly then: number;
  readonly now: number;
  /** `now − then`, and the sum of all contributions and of the interpolation. */
  readonly change: number;
  readonly parts: readonly Part[];
  /** What comes of the percentile lying between two records; see `docs/metrics.md`. */
  readonly interpolation: number;
}

/** The metric in both periods, in its unit. */
export interface Whole {
  readonly then: number;
  readonly now: number;
}

/**
 * What a whole is of its records: their mean, as a rate is of zeros and hundreds; their sum; or a percentile that may lie
 * between two of them, so that a rest is left which belongs to no record.
 */
export type WholeKind = 'mean' | 'sum' | 'interpolated';

/**
 * Splits a change exactly. Of a mean or a rate by E. M. Kitagawa, "Components of a Difference Between Two Rates", Journal
 * of the American Statistical Association 50 (1955): with shares w and the groups' own values r,
 *
 *     within = (w₀ + w₁) ÷ 2 × (r₁ − r₀)
 *     mix    = (w₁ − w₀) × ((r₀ + r₁) ÷ 2 − (R₀ + R₁) ÷ 2)
 *
 * neither period being the base. The mean of the whole, R, is taken from the mix, which leaves its sum as it is, since
 * shares add up to 1: so a group that grew makes the whole worse only if it is worse than the whole. A group that one
 * period lacks has no change of its own: all of its part is mix.
 *
 * A sum has no shares; a group's part is its own change.
 */
export function splitChange(kind: WholeKind, whole: Whole, groups: readonly GroupPortions[]): Split {
  const isSum = kind === 'sum';
  const cells = isSum ? groups.map(({ then, now }) => now.sum - then.sum) : meanCells(groups);
  const rest = whole.now - whole.then - total(cells);
  const quanta = { then: quantaOf(whole.then), now: quantaOf(whole.now) };
  const change = quanta.now - quanta.then;
  const rounded = apportion(kind === 'interpolated' ? [...cells, rest] : cells, change);
  const weights = {
    then: total(groups.map(({ then }) => then.weight)),
    now: total(groups.map(({ now }) => now.weight)),
  };
  return {
    then: fromQuanta(quanta.then),
    now: fromQuanta(quanta.now),
    change: fromQuanta(change),
    parts: groups.map(({ group, then, now }, index) => {
      const [within = 0, mix = 0] = isSum ? [rounded[index]] : rounded.slice(2 * index, 2 * index + 2);
      return {
        group,
        shareThen: isSum ? null : percentOf(then.weight, weights.then),
        shareNow: isSum ? null : percentOf(now.weight, weights.now),
        within: fromQuanta(within),
        mix: isSum ? null : fromQuanta(mix),
        contribution: fromQuanta(within + mix),
      };
    }),
    interpolation: kind === 'interpolated' ? fromQuanta(rounded.at(-1) ?? 0) : 0,
  };
}

/** Within and mix of each group by turns. */
function meanCells(groups: readonly GroupPortions[]): number[] {
  const whole = { then: wholePortion(groups, 'then'), now: wholePortion(groups, 'now') };
  const middle = (meanOf(whole.then, 0) + meanOf(whole.now, 0)) / 2;
  return groups.flatMap(({ then, now }) => {
    const shares = { then: then.weight / whole.then.weight, now: now.weight / whole.now.weight };
    // A group that one period lacks is taken to have been there as it is in the other.
    const means = { then: meanOf(then, meanOf(now, 0)), now: meanOf(now, meanOf(then, 0)) };
    return [
      ((shares.then + shares.now) / 2) * (means.now - means.then),
      (shares.now - shares.then) * ((means.then + means.now) / 2 - middle),
    ];
  });
}

function wholePortion(groups: readonly GroupPortions[], period: 'then' | 'now'): Portion {
  return {
    weight: total(groups.map((group) => group[period].weight)),
    sum: total(groups.map((group) => group[period].sum)),
  };
}

function meanOf({ weight, sum }: Portion, otherwise: number): number {
  return weight === 0 ? otherwise : sum / weight;
}

function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
