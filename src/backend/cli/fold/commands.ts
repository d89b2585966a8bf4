import type { Command } from 'commander';

import { amount } from '../../../model/amount';
import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { clientReader } from '../../aurora/client-reader';
import { foldDownPieces } from '../../metrics/downtime/fold-down-pieces';
import { storedDowntime } from '../../metrics/status/stored-downtime';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { NEVER } from '../never';
import { moment } from '../output/moment';
import type { Output } from '../output/output';
import { requireSchema } from '../require-schema';

/** `sre-metrics fold`. */
export function addFold(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('fold')
    .description('put stored pieces of downtime right, which makes answers quicker and changes none; blocks nobody')
    .option('--status', 'only print how far stored downtime is behind')
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url, status = false }: { url?: string; status?: boolean }) => {
      if (status) {
        (await statusLines(connectionConfig(url, env))).forEach((line) => output.out(line));
        return;
      }
      const { services, isBusy } = await withClient(connectionConfig(url, env), 'fold', async (client) => {
        await requireSchema(client, 'a fold');
        return await foldDownPieces(client, NEVER);
      });
      output.out(`Downtime of ${amount(services, 'service')} folded.`);
      if (isBusy) {
        output.out('Another process folds at this moment; it does the rest.');
      }
    });
}

async function statusLines(connection: ReturnType<typeof connectionConfig>): Promise<readonly string[]> {
  const { markedServices, services, oldestMarkMs, lastFoldMs } = await withClient(
    connection,
    'foldStatus',
    async (client) => {
      await requireSchema(client, 'the status of folds');
      return await storedDowntime(clientReader(client), NEVER);
    }
  );
  return [
    oldestMarkMs === null
      ? `Stored downtime is right for all of ${amount(services, 'service')}.`
      : `${markedServices} of ${amount(services, 'service')} marked, since ${moment(oldestMarkMs)}.`,
    lastFoldMs === null ? 'Never folded.' : `Last folded ${moment(lastFoldMs)}.`,
  ];
}
