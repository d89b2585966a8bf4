import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/** How long something took: exact microseconds, so that sums do not depend on the order in which they are added up. */

/** Whether both are times: `infinity` is none, though PostgreSQL counts it as one. */
export function areTimes(one: Sql, other: Sql): Sql {
  return sql`isfinite(${one}) and isfinite(${other})`;
}

/**
 * Between times of these years a double tells microseconds apart: `date_part` and the product are each off by 2⁻⁵³ at
 * most, together by less than half a microsecond up to 71 years.
 */
const isExact = (time: Sql) =>
  sql`${time} >= timestamptz '1970-01-01 00:00:00+00' and ${time} < timestamptz '2040-01-01 00:00:00+00'`;

/** The most that a bigint holds; only times that are thousands of centuries apart come to more. */
const MOST_US = sql`9223372036854775807`;

/** Numeric seconds since 1970. In UTC, since PostgreSQL takes the same of a moment to depend on the zone, and no index has it. */
const epochOf = (time: Sql) => sql`extract(epoch from ${time} at time zone 'UTC')`;

/**
 * SQL of the microseconds from one time to another, a bigint: below 0 where the second is the earlier, null where either
 * is missing or infinite. Elsewhere than in these years by numerics, which take twice as long; and not by the difference
 * of the times, which may not fit, and which PostgreSQL before 17 cannot tell of `infinity`: one such record would fail
 * every query.
 */
export function durationUs(from: Sql, to: Sql): Sql {
  return sql`case when ${isExact(from)} and ${isExact(to)}
      then (date_part('epoch', ${to} - ${from}) * 1e6)::bigint
      when ${areTimes(from, to)}
      then least(greatest((${epochOf(to)} - ${epochOf(from)}) * 1000000, -${MOST_US}), ${MOST_US})::bigint
    end`;
}
