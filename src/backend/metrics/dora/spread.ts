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
  return sql`${candidateStarts(quantile, NUMBER)} || ${candidates(quantile, 'lower')} || ${candidates(quantile, 'upper')}`;
}

/** The first two of the column, of a sample of so many values: where the candidates for its bounds begin. */
export function candidateStarts(quantile: number, number: Sql): Sql {
  return sql`array[${startOf(quantile, 'lower', number)}, ${startOf(quantile, 'upper', number)}]::float8[]`;
}

/**
 * What follows in the column, for whoever knows the values by their rank: a `select` of columns `slot, rank bigint`, in order from 1.
 *
 * @param number how many values there are, at least one
 * @param starts as `candidateStarts` gives them
 */
export function candidateRanks(quantile: number, number: Sql, starts: Sql): Sql {
  const side = (which: Side, start: Sql, from: number) => sql`select ${from}::int + i.place as slot,
      greatest(1, ceil((${gridOf(quantile, which)}::float8[])[${start}::int + i.place - 1] * ${number}::float8))::bigint as rank
    from generate_series(1, ${CANDIDATES}::int) as i (place)`;
  return sql`${side('lower', sql`${starts}[1]`, 0)} union all ${side('upper', sql`${starts}[2]`, CANDIDATES)}`;
}

/** The place in the grid at which the candidates begin. */
function startOf(quantile: number, side: Side, number: Sql): Sql {
  const distance = expectedDistance(quantile) / reachOf(quantile, side);
  const place = sql`floor(ln(${distance}::float8 / sqrt(greatest(${number}, 1))) / ln(${STEP}::float8))::int`;
  return sql`least(${LAST_START}::int, greatest(1, ${place} + ${1 - LEAD}::int))`;
}

function candidates(quantile: number, side: Side): Sql {
  const start = startOf(quantile, side, NUMBER);
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
