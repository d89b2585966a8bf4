import type { ClientConfig } from 'pg';
import type { Command } from 'commander';

import { amount } from '../../../model/amount';
import { STORED_NUMBERS } from '../../../model/stored-numbers';
import { clientReader } from '../../aurora/client-reader';
import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { NO_REST } from '../../metrics/cells/fold-cells';
import { foldAll } from '../../metrics/fold/fold-all';
import { storedLags } from '../../metrics/status/stored-lag';
import type { StoredLag } from '../../metrics/status/stored-lag';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { NEVER } from '../never';
import { moment } from '../output/moment';
import type { Output } from '../output/output';
import { requireSchema } from '../require-schema';

/** `sre-metrics fold`. */
export function addFold(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('fold')
    .description(
      'put stored pieces of downtime, gated periods, and cells of deployments and incidents right, which makes answers quicker and changes none; blocks nobody'
    )
    .option('--status', 'only print how far they are behind')
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url, status = false }: { url?: string; status?: boolean }) => {
      const connection = connectionConfig(url, env);
      (status ? await statusLines(connection) : await foldLines(connection)).forEach((line) => output.out(line));
    });
}

async function foldLines(connection: ClientConfig): Promise<readonly string[]> {
  const { downtime, gatedPeriods, deploymentDays, incidentDays, isBusy } = await withClient(
    connection,
    'fold',
    async (client) => {
      await requireSchema(client, 'a fold');
      return await foldAll(client, NO_REST, NEVER);
    }
  );
  const [ofDowntime, ofGate] = [amount(downtime, 'service'), amount(gatedPeriods, 'service')];
  const [ofDeployments, ofIncidents] = [amount(deploymentDays, 'day'), amount(incidentDays, 'day')];
  return [
    `Downtime of ${ofDowntime}, gated periods of ${ofGate}, deployments of ${ofDeployments} and incidents of ${ofIncidents} folded.`,
    ...(isBusy ? ['Another process folds at this moment; it does the rest.'] : []),
  ];
}

async function statusLines(connection: ClientConfig): Promise<readonly string[]> {
  const lags = await withClient(connection, 'readStored', async (client) => {
    await requireSchema(client, 'the status of folds');
    return await storedLags(clientReader(client), NEVER);
  });
  return lags.map(describeLag);
}

function describeLag({ stored, marked, of, oldestMarkMs, lastFoldMs }: StoredLag): string {
  const { title, unit } = STORED_NUMBERS[stored];
  const since = oldestMarkMs === null ? '' : `, since ${moment(oldestMarkMs)}`;
  const state =
    marked === 0 ? `right for all of ${amount(of, unit)}` : `${marked} of ${amount(of, unit)} marked${since}`;
  return `${title}: ${state}; ${lastFoldMs === null ? 'never folded' : `last folded ${moment(lastFoldMs)}`}.`;
}
