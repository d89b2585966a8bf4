import { Option } from 'commander';
import type { Command } from 'commander';

import { CLOUDWATCH_HELP } from '../../environment/read-publishing';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import type { Output } from '../output/output';
import { parsePastTime } from '../past-time';
import type { PublishOptions } from './publish-command';

/** `sre-metrics publish`. */
export function addPublish(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('publish')
    .description('publish every hour of the last two weeks to CloudWatch that it does not have yet, each once')
    .addOption(timeOption('--from <time>', 'only hours that begin then or later: 2026-01-31, 36h, 10d or 1w'))
    .addOption(timeOption('--to <time>', 'only hours that end then or earlier'))
    .option('--dry-run', 'print what would be sent; send and write nothing', false)
    .addOption(urlOption())
    .addHelpText('after', CLOUDWATCH_HELP)
    .addHelpText('after', CONNECTION_HELP)
    .action(async (options: PublishOptions) => {
      // Loaded when wanted: the AWS SDK takes its time, and other commands have no use for it.
      const { publishCommand } = await import('./publish-command');
      await publishCommand(options, output, env);
    });
}

function timeOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => parsePastTime(text));
}
