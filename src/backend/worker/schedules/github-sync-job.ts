import type { Pool } from 'pg';

import { Failure } from '../../../model/failure';
import { asLeader } from '../../aurora/leadership';
import type { Log } from '../../environment/log';
import type { GitHubApi } from '../../sync/api/github-api';
import type { RepositoryResult } from '../../sync/backfill/events';
import { syncRepositories } from '../../sync/backfill/sync-repositories';
import { redeliverFailed } from '../../sync/redelivery/redeliver-failed';

export interface GitHubSyncJob {
  readonly pool: Pool;
  readonly api: GitHubApi;
  readonly log: Log;
  /** Stops between two pages; the next run goes on there. */
  readonly signal: AbortSignal;
}

/**
 * Reads what changed on GitHub, in one process at a time. What went wrong with single repositories is
 * kept by sync itself and tried again with the next run.
 *
 * @returns whether there is more to read, as the run was stopped before its end
 */
export async function githubSync({ pool, api, log, signal }: GitHubSyncJob): Promise<boolean> {
  const report = await asLeader(pool, 'github-sync', () => syncRepositories({ pool, api, signal }));
  if (report === null) {
    log.debug('Another process syncs with GitHub');
    return false;
  }
  report.results.forEach((result) => logResult(result, log));
  await redeliver({ pool, api, log, signal });
  return signal.aborted && report.results.some(({ outcome }) => outcome.kind === 'stopped');
}

/** Reconciliation reads most of what was not delivered, so that a failure here is none of sync. */
async function redeliver({ pool, api, log, signal }: GitHubSyncJob): Promise<void> {
  try {
    const { redelivered, notAllowed } = await redeliverFailed({ pool, api, signal });
    if (redelivered > 0) {
      log.info('Asked GitHub for deliveries again that had failed', { deliveries: redelivered });
    }
    if (notAllowed.length > 0) {
      log.debug('Deliveries that fail may not be asked for again', { repositories: notAllowed.join(', ') });
    }
  } catch (error) {
    if (!(error instanceof Failure) && !signal.aborted) {
      throw error;
    }
    log.info('Deliveries that failed were not asked for again', {
      reason: error instanceof Failure ? error.text : 'It was stopped.',
    });
  }
}

function logResult({ repository, pullRequests, deployments, outcome }: RepositoryResult, log: Log): void {
  const facts = { repository, pullRequests, deployments };
  switch (outcome.kind) {
    case 'synced':
      log.info('Synced with GitHub', facts);
      return;
    case 'unchanged':
    case 'busy':
      log.debug(outcome.kind === 'busy' ? 'Another sync is at it' : 'Nothing changed on GitHub', facts);
      return;
    case 'stopped':
      log.info('Sync with GitHub stopped', { ...facts, reason: outcome.reason });
      return;
    case 'failed':
      log.warn('Sync with GitHub failed', { ...facts, error: outcome.text });
      return;
  }
}
