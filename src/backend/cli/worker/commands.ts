import type { Command } from 'commander';

import { CLOUDWATCH_HELP } from '../config/read-publishing';
import { WORKER_HELP } from '../config/variables';
import { CONNECTION_VARIABLES_HELP } from '../connection-option';
import { GITHUB_HELP } from '../github/api-settings';
import type { Output } from '../output';

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
      const { workerCommand } = await import('./command');
      await workerCommand(output, env);
    });
}
