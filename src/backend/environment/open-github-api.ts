import { createGitHubApi } from '../sync/api/github-api';
import type { GitHubApi } from '../sync/api/github-api';
import type { Log } from './log';
import type { GitHubConfig } from './read-github';

/**
 * GitHub's API for jobs.
 *
 * @param maxWaitMs a longer wait for GitHub does not keep a job busy: it is tried again later
 * @returns null where nothing is set up
 */
export function openGitHubApi({ api }: GitHubConfig, maxWaitMs: number, log: Log): GitHubApi | null {
  return api === null
    ? null
    : createGitHubApi({
        ...api,
        maxWaitMs,
        onWait: ({ reason, milliseconds, cause }) => log.info('Waiting for GitHub', { reason, milliseconds, cause }),
      });
}
