import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { timestamp } from '../buckets';

/** How fresh what one background job brings is. */
export interface JobStatus {
  readonly job: string;
  /** Null where it never succeeded. */
  readonly lastSucceededMs: number | null;
  readonly lastFailedMs: number | null;
  /** What went wrong when it last failed. */
  readonly lastError: string | null;
  /** Since it last succeeded; null where it never did. */
  readonly ageSeconds: number | null;
  /** A job that has not succeeded for longer than this is stale. */
  readonly staleAfterSeconds: number;
  /** True also where it never succeeded: then it brought nothing at all. */
  readonly isStale: boolean;
}

/** A row of `JOB_COLUMNS`. */
export interface JobRow {
  readonly job: string;
  readonly last_succeeded_ms: number | null;
  readonly last_failed_ms: number | null;
  readonly last_error: string | null;
  readonly age_seconds: number | null;
  readonly stale_after_seconds: number;
  readonly stale: boolean;
}

/**
 * Columns of `stackflow.job_status as j`. The clocks of Grafana and of a job's machine may differ a little, so a success
 * may lie ahead of `now`: its age is 0 then.
 */
export function jobColumns(nowMs: number): Sql {
  const now = timestamp(nowMs);
  return sql`j.job, j.last_error,
  extract(epoch from j.last_succeeded_at)::float8 * 1000 as last_succeeded_ms,
  extract(epoch from j.last_failed_at)::float8 * 1000 as last_failed_ms,
  extract(epoch from greatest(${now}, j.last_succeeded_at) - j.last_succeeded_at)::float8 as age_seconds,
  extract(epoch from ${now} - (${now} - j.stale_after))::float8 as stale_after_seconds,
  coalesce(j.last_succeeded_at < ${now} - j.stale_after, true) as stale`;
}

/** One statement: every job by name. */
export function jobStatusStatement(nowMs: number): Statement {
  return statementOf(sql`select ${jobColumns(nowMs)}
from stackflow.job_status as j
order by j.job collate "C"`);
}

/**
 * The state of every background job at a moment.
 *
 * @throws Failure as `Reader.run` does
 */
export async function jobStatus(reader: Reader, nowMs: number, signal: AbortSignal): Promise<readonly JobStatus[]> {
  const rows = await reader.run<JobRow>(jobStatusStatement(nowMs), signal);
  return rows.map(jobOf);
}

/** The job that a row tells of. */
export function jobOf(row: JobRow): JobStatus {
  return {
    job: row.job,
    lastSucceededMs: row.last_succeeded_ms,
    lastFailedMs: row.last_failed_ms,
    lastError: row.last_error,
    ageSeconds: row.age_seconds,
    staleAfterSeconds: row.stale_after_seconds,
    isStale: row.stale,
  };
}
