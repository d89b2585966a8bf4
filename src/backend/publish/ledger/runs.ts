import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import type { PublishedKind } from '../../../model/publishing';
import { noteJob } from '../../metrics/status/note-job';

/** The name of publishing among the background jobs. */
export const PUBLISH_JOB = 'CloudWatch publishing';

/** It runs each hour; two that failed in a row may be an outage of AWS. */
const STALE_AFTER_SECONDS = 3 * 3600;

export interface PublishRun {
  /** By the database's clock: what was too old then is recorded. */
  readonly begunMs: number;
  /** What went wrong, without secrets; null where it succeeded. */
  readonly error: string | null;
}

/**
 * Keeps how a run ended, for the kinds that are published; others are of no interest any more.
 */
export async function noteRun(
  pool: Pool,
  destination: string,
  kinds: readonly PublishedKind[],
  { begunMs, error }: PublishRun
): Promise<void> {
  const isFailed = error !== null;
  await pool.query(sql`
    insert into stackflow.cloudwatch_destinations as d
      (destination, kind, last_run_at, last_succeeded_at, last_failed_at, last_error)
    select ${destination}, k.kind, ${new Date(begunMs)}::timestamptz, case when not ${isFailed}::boolean then now() end,
      case when ${isFailed}::boolean then now() end, ${error}
    from unnest(${kinds}::text[]) as k (kind)
    on conflict (destination, kind) do update set
      last_run_at = excluded.last_run_at,
      last_succeeded_at = coalesce(excluded.last_succeeded_at, d.last_succeeded_at),
      last_failed_at = coalesce(excluded.last_failed_at, d.last_failed_at),
      last_error = coalesce(excluded.last_error, d.last_error)
  `);
  await pool.query(sql`
    delete from stackflow.cloudwatch_destinations as d
    where d.destination = ${destination} and not d.kind = any(${kinds}::text[])
  `);
  await noteJob(pool, { job: PUBLISH_JOB, staleAfterSeconds: STALE_AFTER_SECONDS, error });
}
