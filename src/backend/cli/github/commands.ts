import type { Command } from 'commander';

import type { Output } from '../output/output';
import { addRepositories } from './repositories-command';
import { addRederive } from './rederive-command';
import { addSync } from './sync-command';

/** `sre-metrics github`: deployments from GitHub. */
export function addGithub(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const github = sreMetrics.command('github').description('make change records from merged pull requests');
  addRepositories(github, output, env);
  addSync(github, output, env);
  addRederive(github, output, env);
}
