import sql from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import { IS_DEPLOYMENT, IS_SEVERE } from '../dora/deployments';
import { jobColumns, jobOf } from './job-status';
import type { JobRow, JobStatus } from './job-status';

/** The newest records there are. */
export interface NewestRecords {
  /** The database's own clock, in milliseconds since the epoch. */
  readonly asOfMs: number;
  /** Null where there is none. */
  readonly deploymentMs: number | null;
  /** Of P1 and P2. */
  readonly incidentMs: number | null;
}

/** How fresh everything is at one moment. */
export interface OverallFreshness {
  readonly newest: NewestRecords;
  /** By name. */
  readonly jobs: readonly JobStatus[];
}

interface NewestRow {
  readonly as_of_ms: number;
  readonly deployment_ms: number | null;
  readonly incident_ms: number | null;
}

/** What a row without a job has in its place. */
type NoJob = { readonly [column in keyof JobRow]: null };

/** One statement: the newest records, by one entry of an index for each, beside every job. A row even where there is none. */
export function overallFreshnessStatement(nowMs: number): Statement {
  return statementOf(sql`select n.*, ${jobColumns(nowMs)}
from (
  select extract(epoch from now())::float8 * 1000 as as_of_ms,
    (
      select extract(epoch from c.deployed_at)::float8 * 1000
      from stackflow.change_records as c
      where ${IS_DEPLOYMENT} and c.deployed_at is not null
      order by c.deployed_at desc
      limit 1
    ) as deployment_ms,
    (
      select extract(epoch from i.created_at)::float8 * 1000
      from stackflow.incidents as i
      where ${IS_SEVERE}
      order by i.created_at desc
      limit 1
    ) as incident_ms
) as n
left join stackflow.job_status as j on true
order by j.job collate "C"`);
}

/**
 * The newest deployment and incident, and the state of every background job.
 *
 * @throws Failure as `Reader.run` does
 */
export async function overallFreshness(reader: Reader, nowMs: number, signal: AbortSignal): Promise<OverallFreshness> {
  const rows = await reader.run<NewestRow & (JobRow | NoJob)>(overallFreshnessStatement(nowMs), signal);
  const [row] = rows;
  if (row === undefined) {
    throw new Error('A join to the left of one row gave none.');
  }
  return {
    newest: { asOfMs: row.as_of_ms, deploymentMs: row.deployment_ms, incidentMs: row.incident_ms },
    jobs: rows.flatMap((one) => (one.job === null ? [] : [jobOf(one)])),
  };
}
