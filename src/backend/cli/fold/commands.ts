import type { Command } from 'commander';

import { amount } from '../../../model/amount';
import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { NO_REST } from '../../metrics/cells/fold-cells';
import { foldAll } from '../../metrics/fold/fold-all';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { requireSchema } from '../require-schema';

/** `sre-metrics fold`. */
export function addFold(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('fold')
    .description(
      'put stored pieces of downtime, gated periods and cells of deployments right, which makes answers quicker and changes none; blocks nobody'
    )
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url }: { url?: string }) => {
      const { downtime, gatedPeriods, days, isBusy } = await withClient(
        connectionConfig(url, env),
        'fold',
        async (client) => {
          await requireSchema(client, 'a fold');
          return await foldAll(client, NO_REST, NEVER);
        }
      );
      output.out(
        `Downtime of ${amount(downtime, 'service')}, gated periods of ${amount(gatedPeriods, 'service')} and deployments of ${amount(days, 'day')} folded.`
      );
      if (isBusy) {
        output.out('Another process folds at this moment; it does the rest.');
      }
    });
}
