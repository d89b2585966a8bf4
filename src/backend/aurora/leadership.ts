import type { Pool } from 'pg';
import sql from 'sql-template-tag';

/**
 * Does what only one process at a time may do. Leadership is a lock of a connection, so that it ends
 * with its holder, however that ends.
 *
 * @param work gets a signal that is aborted once the connection, and with it the lead, is lost
 * @returns null where another process leads, without having done the work
 */
export async function asLeader<T>(
  pool: Pool,
  name: string,
  work: (lead: AbortSignal) => Promise<T>
): Promise<T | null> {
  const client = await pool.connect();
  const lead = new AbortController();
  const onLost = () => lead.abort();
  client.on('error', onLost);
  const key = `sre-metrics ${name}`;
  try {
    // A holder whose machine is gone says nothing any more: within a minute and a half it is noticed.
    await client.query('set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 20; set tcp_keepalives_count = 3');
    const { rows } = await client.query<{ leads: boolean }>(
      sql`select pg_try_advisory_lock(hashtextextended(${key}, 0)) as leads`
    );
    return rows[0]?.leads === true ? await work(lead.signal) : null;
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    // Closed for good: a lock that stayed with a connection of the pool would lead for ever.
    client.off('error', onLost);
    client.release(true);
  }
}
