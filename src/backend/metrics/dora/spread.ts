import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import { countInterval } from '../evidence/count-interval';
import { scaled } from '../evidence/interval';
import type { Interval } from '../evidence/interval';
import { meanInterval } from '../evidence/mean-interval';
import { proportionInterval } from '../evidence/proportion-interval';
import {
  CANDIDATES,
  LAST_START,
  LEAD,
  STEP,
  expectedDistance,
  gridOf,
  nearestBound,
  reachOf,
} from '../evidence/quantile-grid';
import type { Side } from '../evidence/quantile-grid';
import { IS_COUNTED, SECONDS } from './duration';
import type { Facts } from './facts';
import type { MeasureRow } from './measures';
import { PERCENTILES } from './percentiles';

/** What the interval of a statistic of durations needs, aggregated beside the statistic. */

const NUMBER = sql`count(*) filter (where ${IS_COUNTED})`;

/**
 * The aggregate `float8[]` of `facts as f` that `intervalOf` reads; null where it needs none. Percentiles share the one
 * sort of `percentile_cont`, so they cost next to nothing.
 */
export function spreadColumn(facts: Facts): Sql {
  if (facts.kind !== 'duration') {
    return sql`null::float8[]`;
  }
  const { statistic } = facts;
  if (statistic === 'mean') {
    return sql`array[stddev_samp(${SECONDS}) filter (where ${IS_COUNTED}),
      avg(${SECONDS} * ${SECONDS} * ${SECONDS}) filter (where ${IS_COUNTED})]`;
  }
  const quantile = PERCENTILES[statistic];
  return sql`array[${startOf(quantile, 'lower')}, ${startOf(quantile, 'upper')}]::float8[]
      || ${candidates(quantile, 'lower')} || ${candidates(quantile, 'upper')}`;
}

/** The place in the grid at which the candidates begin. */
function startOf(quantile: number, side: Side): Sql {
  const distance = expectedDistance(quantile) / reachOf(quantile, side);
  const place = sql`floor(ln(${distance}::float8 / sqrt(greatest(${NUMBER}, 1))) / ln(${STEP}::float8))::int`;
  return sql`least(${LAST_START}::int, greatest(1, ${place} + ${1 - LEAD}::int))`;
}

function candidates(quantile: number, side: Side): Sql {
  const start = startOf(quantile, side);
  return sql`(percentile_disc(${gridOf(quantile, side)}::float8[]) within group (order by ${SECONDS})
      filter (where ${IS_COUNTED}))[${start} : ${start} + ${CANDIDATES - 1}::int]`;
}

/**
 * The 95 % interval of a measurement, in its unit.
 *
 * @param days length of what the row covers for a frequency per day; null for a plain count
 */
export function intervalOf(facts: Facts, row: MeasureRow, days: number | null): Interval | null {
  switch (facts.kind) {
    case 'count':
      return days !== null && !(days > 0) ? null : scaled(countInterval(row.n), 1 / (days ?? 1));
    case 'rate': {
      const shares = proportionInterval(row.n, row.total);
      return shares === null ? null : scaled(shares, 100);
    }
    case 'duration':
      return row.spread === null ? null : durationInterval(facts.statistic, row, row.spread);
  }
}

function durationInterval(
  statistic: Statistic,
  { n, statistic_seconds: value }: MeasureRow,
  spread: readonly (number | null)[]
): Interval | null {
  if (value === null) {
    return null;
  }
  const numbers = spread.map((number) => number ?? Number.NaN);
  if (statistic === 'mean') {
    const [standardDeviation = Number.NaN, meanCube = Number.NaN] = numbers;
    return meanInterval({ n, mean: value, standardDeviation, meanCube });
  }
  const quantile = PERCENTILES[statistic];
  const [lowerStart = 1, upperStart = 1, ...values] = numbers;
  const bound = (start: number, from: number, side: Side) =>
    nearestBound({ start, values: values.slice(from, from + CANDIDATES) }, n, quantile, side);
  return { lower: bound(lowerStart, 0, 'lower'), upper: bound(upperStart, CANDIDATES, 'upper') };
}
