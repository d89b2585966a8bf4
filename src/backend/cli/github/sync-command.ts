import { Option } from 'commander';
import type { Command } from 'commander';

import { Failure } from '../../../model/failure';
import { connectionConfig } from '../../environment/connection';
import { GITHUB_HELP, githubApiSettings } from '../../environment/github-api-settings';
import { createGitHubApi } from '../../sync/api/github-api';
import type { SyncReport } from '../../sync/backfill/sync-repositories';
import { syncRepositories } from '../../sync/backfill/sync-repositories';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { amount } from '../../../model/amount';
import type { Output } from '../output/output';
import { parsePastTime } from '../past-time';
import { untilStopped } from '../until-stopped';
import { withPool } from '../with-pool';
import { printRepositoryReport } from './repository-report';
import { showProgress } from './show-progress';

interface SyncOptions {
  readonly repo: readonly string[];
  readonly since?: Date;
  readonly url?: string;
}

/** `sre-metrics github sync`. */
export function addSync(github: Command, output: Output, env: NodeJS.ProcessEnv): void {
  github
    .command('sync')
    .description('read what changed on GitHub since the last sync; one that was cut off goes on where it was')
    .addOption(new Option('--repo <owner/name...>', 'only these repositories').default([], 'all that are mapped'))
    .addOption(
      new Option('--since <time>', 'read once more what changed since then: 2026-01-31, 36h, 90d or 4w').argParser(
        (text: string) => parsePastTime(text)
      )
    )
    .addOption(urlOption())
    .addHelpText('after', GITHUB_HELP)
    .addHelpText('after', CONNECTION_HELP)
    .action(async (options: SyncOptions) => {
      const report = await sync(options, output, env);
      if (report.results.length === 0) {
        output.out('No repository is mapped to a service. See: sre-metrics github repositories --help');
      }
      report.results.forEach((result) => printRepositoryReport(result, output));
      output.out(`${amount(report.requests, 'request')} to GitHub.`);
      throwIfUnfinished(report);
    });
}

function sync({ repo, since, url }: SyncOptions, output: Output, env: NodeJS.ProcessEnv): Promise<SyncReport> {
  const settings = githubApiSettings(env);
  const { onEvent, onWait } = showProgress(output);
  const api = createGitHubApi({ ...settings, onWait });
  return withPool(connectionConfig(url, env), 'githubSync', (pool) =>
    untilStopped((signal) =>
      syncRepositories({
        pool,
        api,
        signal,
        onProgress: onEvent,
        ...(repo.length > 0 && { repositories: repo }),
        ...(since && { since }),
      })
    )
  );
}

/** So that a script knows that not all is there. */
function throwIfUnfinished({ results }: SyncReport): void {
  const unfinished = results.filter(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'stopped');
  if (unfinished.length > 0) {
    throw new Failure({
      status: 502,
      source: 'downstream',
      message: `${unfinished.length} of ${results.length} repositories ${unfinished.length === 1 ? 'is' : 'are'} not up to date.`,
      advice: null,
    });
  }
}
