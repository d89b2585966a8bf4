import type { Pool } from 'pg';
import sql from 'sql-template-tag';

/** How many services are in use: each has at least one data point an hour. */
export async function servicesInUse(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    sql`select count(*)::integer as n from stackflow.services as s where s.retired_at is null or s.retired_at > now() - interval '14 days'`
  );
  return rows[0]?.n ?? 0;
}
