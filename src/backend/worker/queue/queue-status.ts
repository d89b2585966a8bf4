import type { Pool } from 'pg';

import { clientReader } from '../../aurora/client-reader';
import { storedLags } from '../../metrics/status/stored-lag';
import type { StoredLag } from '../../metrics/status/stored-lag';

/** What the database knows of the work of all workers. */
export interface QueueStatus {
  readonly queue: readonly { readonly task: string; readonly state: string; readonly jobs: number }[];
  readonly limits: readonly { readonly account: string; readonly resource: string; readonly remaining: number }[];
  /** `succeeded` in Unix seconds. */
  readonly jobs: readonly { readonly job: string; readonly succeeded: number }[];
  readonly gate: { readonly gated: number; readonly held: number };
  readonly stored: readonly StoredLag[];
}

/**
 * Asks one thing after the other, so that it never takes more than one connection.
 *
 * @throws what PostgreSQL says
 */
export async function readQueueStatus(pool: Pool): Promise<QueueStatus> {
  const queue = await pool.query<QueueStatus['queue'][number]>(`
    select task_identifier as task,
      case when locked_at is not null then 'running' when attempts >= max_attempts then 'failed' else 'waiting' end
        as state,
      count(*)::integer as jobs
    from sre_metrics_jobs.jobs group by 1, 2
  `);
  // Past its hour, what was left says nothing any more.
  const limits = await pool.query<QueueStatus['limits'][number]>(`
    select account, resource, case when resets_at > now() then remaining else limit_per_hour end as remaining
    from stackflow.github_rate_limits
  `);
  const jobs = await pool.query<QueueStatus['jobs'][number]>(`
    select job, extract(epoch from last_succeeded_at)::float8 as succeeded
    from stackflow.job_status where last_succeeded_at is not null
  `);
  // As of the last minute; to decide anew is not for a scrape.
  const gate = await pool.query<QueueStatus['gate']>(`
    select (select count(*)::integer from stackflow.gate_spells where ended_at is null) as gated,
      (select count(*)::integer from stackflow.gate_holds where ended_at is null) as held
  `);
  const stored = await storedLags(clientReader(pool), new AbortController().signal);
  return {
    queue: queue.rows,
    limits: limits.rows,
    jobs: jobs.rows,
    gate: gate.rows[0] ?? { gated: 0, held: 0 },
    stored,
  };
}
