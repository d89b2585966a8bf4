import type { Pool } from 'pg';
import sql from 'sql-template-tag';

/** How a run of a background job ended. */
export interface JobRun {
  readonly job: string;
  /** Once it has not succeeded for longer than this it is stale. */
  readonly staleAfterSeconds: number;
  /** What went wrong, without secrets; null where it succeeded. */
  readonly error: string | null;
}

/**
 * Keeps how a run ended, by the database's clock; what is known of earlier ones stays.
 *
 * @throws what PostgreSQL says
 */
export async function noteJob(pool: Pool, { job, staleAfterSeconds, error }: JobRun): Promise<void> {
  const isFailed = error !== null;
  await pool.query(sql`
    insert into stackflow.job_status as j (job, last_succeeded_at, last_failed_at, last_error, stale_after)
    values (
      ${job}, case when not ${isFailed}::boolean then now() end, case when ${isFailed}::boolean then now() end,
      ${error}, make_interval(secs => ${staleAfterSeconds})
    )
    on conflict (job) do update set
      last_succeeded_at = coalesce(excluded.last_succeeded_at, j.last_succeeded_at),
      last_failed_at = coalesce(excluded.last_failed_at, j.last_failed_at),
      last_error = coalesce(excluded.last_error, j.last_error),
      updated_at = now()
  `);
}
