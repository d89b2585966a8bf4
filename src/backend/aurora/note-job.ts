import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

/** How one run of a background job ended. */
export interface JobRun {
  /** The job's name, as the status query shows it. */
  readonly job: string;
  /** Null: it failed. */
  readonly succeededAt: Date | null;
  /** Null: it succeeded. */
  readonly failedAt: Date | null;
  /** What went wrong; never holds a secret. */
  readonly error: string | null;
  /** A job that has not succeeded for longer than this many minutes is stale. */
  readonly staleAfterMinutes: number;
}

/** Keeps in `job_status` how a run ended. */
export async function noteJob(client: ClientBase | Pool, run: JobRun): Promise<void> {
  const { job, succeededAt, failedAt, error, staleAfterMinutes } = run;
  await client.query(sql`
    insert into stackflow.job_status as j (job, last_succeeded_at, last_failed_at, last_error, stale_after)
    values (${job}, ${succeededAt}, ${failedAt}, ${error}, make_interval(mins => ${staleAfterMinutes}))
    on conflict (job) do update set
      last_succeeded_at = coalesce(excluded.last_succeeded_at, j.last_succeeded_at),
      last_failed_at = coalesce(excluded.last_failed_at, j.last_failed_at),
      last_error = coalesce(excluded.last_error, j.last_error),
      updated_at = now()
  `);
}
