import type { Pool } from 'pg';
import sql from 'sql-template-tag';

import { asLeader } from '../../aurora/leadership';
import type { Log } from '../../environment/log';
import type { StatusesConfig } from '../../environment/read-statuses';
import { noteJob } from '../../metrics/status/note-job';
import type { GitHubApi } from '../../sync/api/github-api';
import { keepLimits } from '../../sync/backfill/job';
import { setStatuses } from '../../sync/statuses/set-statuses';
import type { StatusesReport } from '../../sync/statuses/set-statuses';

/** What the status query calls it. Where the Lambda does it, it runs every ten minutes. */
const JOB = { job: 'GitHub statuses', staleAfterSeconds: 3600 } as const;

export interface GitHubStatusesJob {
  readonly pool: Pool;
  readonly api: GitHubApi;
  readonly statuses: StatusesConfig;
  readonly log: Log;
  /** Stops between two statuses; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Tells open pull requests what the change gate says, in one process at a time. What went wrong with
 * single repositories is kept as the job's state, and tried again with the next run.
 *
 * @returns false where another process is at it
 * @throws what PostgreSQL says
 */
export async function githubStatuses({ pool, api, statuses, log, signal }: GitHubStatusesJob): Promise<boolean> {
  const report = await asLeader(pool, 'github-statuses', () => setStatuses({ pool, api, ...statuses, signal }));
  if (report === null) {
    log.debug('Another process sets statuses on GitHub');
    return false;
  }
  if (report.set > 0) {
    log.info('Set statuses of open pull requests', { statuses: report.set });
  }
  report.failures.forEach(({ repository, text }) =>
    log.warn('Statuses of a repository could not be set', { repository, error: text })
  );
  await keepLimits(pool, api.limits);
  await note(pool, report);
  return true;
}

/** Where no statuses were ever wanted, the job is nothing to watch; once it is watched it must not grow stale. */
async function isWatched(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query(sql`select from stackflow.job_status as j where j.job = ${JOB.job}`);
  return rows.length > 0;
}

async function note(pool: Pool, { coverage, set, failures }: StatusesReport): Promise<void> {
  if (failures.length > 0) {
    const error = failures.map(({ repository, text }) => `${repository}: ${text}`).join(' ');
    await noteJob(pool, { ...JOB, error });
  } else if (coverage !== 'lift' || set > 0 || (await isWatched(pool))) {
    await noteJob(pool, { ...JOB, error: null });
  }
}
