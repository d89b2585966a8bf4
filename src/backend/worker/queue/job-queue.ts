import { Logger, runMigrations } from 'graphile-worker';
import type { ClientConfig, Pool } from 'pg';
import sql from 'sql-template-tag';

import { Failure } from '../../../model/failure';
import { MIGRATIONS_TABLE, REQUIRED_SCHEMA_VERSION } from '../../aurora/schema-version';
import type { Log } from '../../environment/log';
import { openPool } from '../../environment/open-pool';

/** The queue in PostgreSQL, shared by every worker and Lambda. */

/** Where Graphile Worker keeps its tables; migration 007 makes it. */
const JOBS_SCHEMA = 'sre_metrics_jobs';

/** Who owns the tables there, so that each of its members can work on the queue. */
const OWNER = 'sre_metrics_writer';

/**
 * Lays the queue's tables, or brings them up to date. May run many times, and in many processes at once.
 *
 * @throws Failure where migrations are missing; what PostgreSQL says
 */
export async function layJobQueue(database: ClientConfig, log: Log): Promise<void> {
  const { pool } = openPool(database, log, {
    max: 1,
    verify: (client, done) => {
      client.query(`set role ${OWNER}`).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error)))
      );
    },
  });
  try {
    await requireSchema(pool);
    await runMigrations(queueOptions(pool, log));
  } finally {
    await pool.end();
  }
}

async function requireSchema(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ version: number | null }>(
    `select max(substring(name from '^[0-9]+')::integer) as version from stackflow.${MIGRATIONS_TABLE}`
  );
  const version = rows[0]?.version ?? 0;
  if (version < REQUIRED_SCHEMA_VERSION) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: `The schema stackflow is at version ${version}; the worker needs ${REQUIRED_SCHEMA_VERSION}.`,
      advice: 'Run: sre-metrics migrate',
    });
  }
}

/** Graphile Worker's own messages in our log; its facts hold whole jobs and are left out. */
function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    // What it says of each job that went well is of no interest.
    const ours = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;
    log[ours[level]](message);
  });
}

/** What every process that works on the queue tells Graphile Worker. */
export function queueOptions(pool: Pool, log: Log) {
  return {
    pgPool: pool,
    schema: JOBS_SCHEMA,
    logger: queueLogger(log),
    noHandleSignals: true,
    // Without a delay, were it of 0 ms, nobody would wait at the end for what became of the last jobs.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  };
}

export interface QueuedJob {
  readonly task: string;
  /** An object, as JSON. */
  readonly payload: object;
  /** A job that waits under the same key is replaced. */
  readonly key: string;
  /** Not before so many seconds. Default: 0. */
  readonly afterSeconds?: number;
}

/** Queues a job; done once PostgreSQL has it. */
export async function addJob(pool: Pool, { task, payload, key, afterSeconds = 0 }: QueuedJob): Promise<void> {
  await pool.query(sql`
    select from sre_metrics_jobs.add_job(${task}, payload => ${JSON.stringify(payload)}::json, job_key => ${key},
      run_at => now() + make_interval(secs => ${afterSeconds}))
  `);
}

/**
 * Gives free the jobs of processes that ended without a word.
 *
 * @param olderThanMs longer than any job may take
 * @returns how many processes left jobs behind
 */
export async function releaseAbandoned(pool: Pool, olderThanMs: number): Promise<number> {
  const { rows } = await pool.query<{ owners: number }>(sql`
    with abandoned as materialized (
      select array_agg(distinct j.locked_by) as owners
      from sre_metrics_jobs.jobs as j
      where j.locked_at < now() - ${olderThanMs} * interval '1 millisecond'
    )
    select coalesce(cardinality(a.owners), 0) as owners, sre_metrics_jobs.force_unlock_workers(a.owners)
    from abandoned as a
  `);
  return rows[0]?.owners ?? 0;
}
