import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { timestamp } from '../buckets';
import type { TimeRange } from '../time-range';

/**
 * Hours that have a deployment in production which is over but not closed, so that it does not count
 * yet: starts of hours of the range, in no order. Such changes are few, and an index holds them alone.
 *
 * @throws what PostgreSQL says
 */
export async function openHours(pool: Pool, { fromMs, toMs }: TimeRange): Promise<readonly number[]> {
  const { rows } = await pool.query<{ hour_ms: number }>(sql`
    select distinct extract(epoch from date_bin('1 hour', c.implementation_end_at, timestamptz 'epoch'))::float8 * 1000 as hour_ms
    from stackflow.change_records as c
    where c.state not in ('closed', 'cancelled') and c.environment = 'production' and c.change_type = 'deployment'
      and c.implementation_end_at >= ${timestamp(fromMs)} and c.implementation_end_at < ${timestamp(toMs)}
  `);
  return rows.map(({ hour_ms: hourMs }) => hourMs);
}
