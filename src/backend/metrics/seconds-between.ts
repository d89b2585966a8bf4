import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/** Whether both are times: `infinity` is none, though PostgreSQL counts it as one. */
export function areTimes(one: Sql, other: Sql): Sql {
  return sql`isfinite(${one}) and isfinite(${other})`;
}

/**
 * SQL of the seconds from one time to another, below 0 where the second is the earlier, null where either is missing or
 * infinite. Not by their difference: before 17 PostgreSQL cannot subtract `infinity`, and one such record would fail every
 * query.
 */
export function secondsBetween(from: Sql, to: Sql): Sql {
  return sql`case when ${areTimes(from, to)}
    then (extract(epoch from ${to}) - extract(epoch from ${from}))::float8 end`;
}
