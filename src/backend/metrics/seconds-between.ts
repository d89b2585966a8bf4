import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/**
 * SQL of the seconds from one time to another, below 0 where the second is the earlier. Not by their difference: before 17
 * PostgreSQL cannot subtract `infinity`, and one such record would fail every query.
 */
export function secondsBetween(from: Sql, to: Sql): Sql {
  return sql`(extract(epoch from ${to}) - extract(epoch from ${from}))::float8`;
}
