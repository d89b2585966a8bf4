import type { Command } from 'commander';

import { GITHUB_HELP } from '../../environment/github-api-settings';
import { CLOUDWATCH_HELP } from '../../environment/read-publishing';
import { WORKER_HELP } from '../../environment/variables';
import { CONNECTION_VARIABLES_HELP } from '../connection-option';
import type { Output } from '../output/output';

/** `sre-metrics worker`. */
export function addWorker(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('worker')
    .description("keep up with GitHub and CloudWatch: schedules, the webhook's queue, health and metrics over HTTP")
    .addHelpText('after', WORKER_HELP)
    .addHelpText('after', GITHUB_HELP)
    .addHelpText('after', CLOUDWATCH_HELP)
    .addHelpText('after', CONNECTION_VARIABLES_HELP)
    .action(async () => {
      // Loaded when wanted: Grafana starts the same program and has no use for it.
      const { workerCommand } = await import('./worker-command');
      await workerCommand(output, env);
    });
}
