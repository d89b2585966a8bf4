import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import { timestamp } from '../buckets';

/** Whether an incident, alias `i`, is resolved: a resolution that lies in the future is none yet. */

/** When it was resolved; null while it is open. */
export const RESOLVED_AT = sql`case when i.resolved_at <= now() then i.resolved_at end`;

/**
 * Whether it is open now. What was resolved before the range's end is not, whatever the database's clock
 * says: so nothing is resolved and open at once.
 *
 * @param toMs the range's end, in milliseconds since the epoch
 */
export function isOpen(toMs: number): Sql {
  const [unresolved, ahead] = waysToBeOpen(toMs);
  return sql`(${unresolved} or (${ahead}))`;
}

/** The two ways to be open, of which each has an index, and no incident both. */
export function waysToBeOpen(toMs: number): readonly [unresolved: Sql, resolvedAhead: Sql] {
  return [sql`i.resolved_at is null`, sql`i.resolved_at > now() and i.resolved_at >= ${timestamp(toMs)}`];
}
