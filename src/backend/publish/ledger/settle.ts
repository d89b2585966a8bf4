import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

/** Of `cloudwatch_hours as h`: that no request of the hour is still to arrive. */
const IS_THROUGH = sql`h.state = 'claimed' and not exists (
        select from stackflow.cloudwatch_batch_hours as o
        join stackflow.cloudwatch_batches as b on b.id = o.batch_id
        where o.destination = h.destination and o.kind = h.kind and o.hour = h.hour and b.state in ('waiting', 'sending')
      )`;

/** Publishes the claimed hours of a request that wait for no other any more, in the caller's transaction. */
export async function settleHours(client: ClientBase, id: string): Promise<number> {
  const { rowCount } = await client.query(sql`
    update stackflow.cloudwatch_hours as h set state = 'published', published_at = now()
    from stackflow.cloudwatch_batch_hours as c
    where c.batch_id = ${id}::bigint and h.destination = c.destination and h.kind = c.kind and h.hour = c.hour
      and ${IS_THROUGH}
  `);
  return rowCount ?? 0;
}

/**
 * Publishes the claimed hours that wait for no request: where two processes marked the last two of an
 * hour at the same moment, neither saw that of the other.
 *
 * @returns how many there were
 */
export async function settleAll(pool: Pool, destination: string): Promise<number> {
  const { rowCount } = await pool.query(sql`
    update stackflow.cloudwatch_hours as h set state = 'published', published_at = now()
    where h.destination = ${destination} and ${IS_THROUGH}
  `);
  return rowCount ?? 0;
}
