import { once } from 'node:events';
import { availableParallelism, totalmem } from 'node:os';

import { backendCommand } from '../tooling/backend-command';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { launchPlugin } from '../tooling/plugin-process';
import type { PluginProcess } from '../tooling/plugin-process';
import { pluginContext } from '../tooling/plugin-request';
import { measureAlertReplay } from './alert-replay';
import { WHOLE, fill, sourceSettings, startServer, withReader } from './database';
import { measureCells } from './deployment-cells';
import { measureDownPieces } from './down-pieces';
import { measureEvidence } from './evidence';
import { measureGatedPeriods } from './gated-periods';
import { measureLived } from './lived';
import { measureLoad } from './load';
import { compareOldHistory } from './old-history';
import { benchOptions } from './options';
import type { BenchOptions } from './options';
import { measurePlainly } from './plainly';
import { measureQueries } from './queries';
import type { Measured } from './queries';
import { printPlans, printTimes, verdicts } from './report';
import { measureScreens } from './screens';
import { measureStall } from './stall';
import { measureStartUp, packagedCommand } from './start-up';

/** What the backend adds to the bare SQL, and what it needs itself. */

const title = (text: string) => console.log(`\n## ${text}\n`);

async function bench(options: BenchOptions): Promise<void> {
  const command = commandOf(options);
  const server = await startServer();
  try {
    const seconds = await fill(server, options);
    describe(options, seconds);
    if (options.evidence) {
      console.log(await alone(server, command, (plugin, context) => measureEvidence(plugin, context, options)));
      return;
    }
    if (options.wide) {
      console.log(await alone(server, command, measureStall));
      return;
    }
    if (options.walls) {
      console.log(await measureScreens(server, command, options));
      return;
    }
    if (options.downtime) {
      await measureDownPieces(server, options);
      return;
    }
    if (options.cells) {
      await measureCells(server, options);
      return;
    }
    if (options.gate) {
      await measureGatedPeriods(server, options);
      return;
    }
    title('Start-up');
    await measureStartUp();
    const { measured, evidenceVerdict, stallVerdict } = await measureBackend(server, command, options);
    title('How it is written');
    await withReader(server, WHOLE, (client) => measurePlainly(client, options));
    title('Deployments in cells');
    await measureCells(server, options);
    title('Downtime in pieces');
    await measureDownPieces(server, options);
    title('The change gate');
    await measureGatedPeriods(server, options);
    title('Walls');
    const screensVerdict = await measureScreens(server, command, options);
    title('A table that has lived');
    const livedVerdict = await measureLived(server, options);
    title('History outside the range');
    const historyVerdict = await compareOldHistory(server);
    title('Replay of alerts');
    const replayVerdict = await measureAlertReplay(server);
    title('What was wanted');
    const others = [evidenceVerdict, stallVerdict, screensVerdict, livedVerdict, historyVerdict, replayVerdict];
    [...verdicts(measured), ...others].forEach((line) => console.log(line));
    if (options.keep) {
      console.log(`\nThe database stays up until Ctrl-C: ${server.urlOf(WHOLE)}`);
      await once(process, 'SIGINT');
    }
  } finally {
    await server.stop();
  }
}

async function measureBackend(
  server: EmbeddedDatabase,
  command: readonly string[],
  options: BenchOptions
): Promise<{
  readonly measured: readonly Measured[];
  readonly evidenceVerdict: string;
  readonly stallVerdict: string;
}> {
  const context = pluginContext(sourceSettings(server, WHOLE));
  const plugin = await launchPlugin(command);
  try {
    const measured = await withReader(server, WHOLE, (client) => measureQueries(client, plugin, context, options));
    title('Every metric and shape');
    printTimes(measured);
    title('What they read');
    printPlans(measured);
    title('Load');
    await measureLoad(plugin, context, options.loadMs);
    title('The widest answers');
    const stallVerdict = await measureStall(plugin, context);
    title('What intervals add');
    return { measured, stallVerdict, evidenceVerdict: await measureEvidence(plugin, context, options) };
  } finally {
    await plugin.stop();
  }
}

/** One measurement with a backend of its own. */
async function alone(
  server: EmbeddedDatabase,
  command: readonly string[],
  measure: (plugin: PluginProcess, context: PluginContext) => Promise<string>
): Promise<string> {
  const plugin = await launchPlugin(command);
  try {
    return await measure(plugin, pluginContext(sourceSettings(server, WHOLE)));
  } finally {
    await plugin.stop();
  }
}

function commandOf({ packaged }: BenchOptions): readonly string[] {
  const command = packaged ? packagedCommand() : backendCommand();
  if (command === null) {
    throw new Error('artifacts/ holds no executable for this machine; run: npm run package');
  }
  return command;
}

function describe({ changes, incidents, services, years, packaged }: BenchOptions, seconds: number): void {
  console.log(
    `${changes.toLocaleString('en')} changes, ${incidents.toLocaleString('en')} incidents, ${services} services, ` +
      `${years} years; made in ${seconds.toFixed(0)} s.\n` +
      `${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, ` +
      `${packaged ? 'packaged executable' : 'launcher with Node'}.`
  );
}

bench(benchOptions()).catch((error: unknown) => {
  console.error('The bench failed:', error);
  process.exit(1);
});
