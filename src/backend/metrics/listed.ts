import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/**
 * Many values of a line in one row: a row a value costs more to take off the wire than all the rest of a wide answer.
 */

/** A column of a group's rows as JSON, in whatever order the rows have; the lists of one `select` have the same. */
export function listed(column: Sql): Sql {
  return sql`array_to_json(array_agg(${column}))`;
}

/** The same, but null where no row of the group meets the condition. */
export function listedIfAny(column: Sql, condition: Sql): Sql {
  return sql`case when bool_or(${condition}) then ${listed(column)} end`;
}

/** What `listed` gives for numbers: JSON has no word for those that are not finite, so PostgreSQL writes them as texts. */
export type ListedNumbers = readonly (number | string | null)[];

/** One of them. PostgreSQL writes doubles so that the same are read. */
export function numberIn(listedNumbers: ListedNumbers, index: number): number | null {
  const value = listedNumbers[index] ?? null;
  return typeof value === 'string' ? Number(value) : value;
}
