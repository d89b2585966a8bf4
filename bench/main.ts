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
import { measureDashboards } from './dashboards';
import { measureCells } from './deployment-cells';
import { measureDownPieces } from './down-pieces';
import { measureEvidence } from './evidence';
import { measureGatedPeriods } from './gated-periods';
import { goalsTable } from './goals';
import type { Goal } from './goals';
import type { Making } from './history';
import { measureLived } from './lived';
import { measureLoad } from './load';
import { compareOldHistory } from './old-history';
import { benchOptions } from './options';
import type { BenchOptions } from './options';
import { measurePlainly } from './plainly';
import { measureQueries } from './queries';
import { backendGoals, printPlans, printTimes } from './report';
import { printScale } from './scale';
import { measureScreens } from './screens';
import { measureStall } from './stall';
import { measureStartUp, packagedCommand } from './start-up';
import { timed } from './statistics';

/** What the backend adds to the bare SQL, and what it needs itself. */

const title = (text: string) => console.log(`\n## ${text}\n`);

async function bench(options: BenchOptions): Promise<void> {
  const command = commandOf(options);
  const server = await startServer();
  try {
    const making = await fill(server, options);
    describe(options, making);
    if (options.scale) {
      title('What grows');
      await printScale(server, command, options, making);
    } else {
      const goals = await measure(server, command, options);
      title('What was wanted');
      console.log(goalsTable(goals));
    }
    if (options.keep) {
      console.log(`\nThe database stays up until Ctrl-C: ${server.urlOf(WHOLE)}`);
      await once(process, 'SIGINT');
    }
  } finally {
    await server.stop();
  }
}

/** All, or only what the options name. */
async function measure(
  server: EmbeddedDatabase,
  command: readonly string[],
  options: BenchOptions
): Promise<readonly Goal[]> {
  const parts = PARTS.filter(({ only }) => options[only]);
  if (parts.length === 0) {
    title('Start-up');
    await measureStartUp();
  }
  const goals: Goal[] = [];
  for (const { heading, run } of parts.length > 0 ? parts : WHOLE_RUN) {
    title(heading);
    const ms = await timed(async () => goals.push(...(await run(server, command, options))));
    console.log(`\nMeasured in ${(ms / 1000).toFixed(0)} s.`);
  }
  return goals;
}

interface Part {
  readonly heading: string;
  readonly run: (
    server: EmbeddedDatabase,
    command: readonly string[],
    options: BenchOptions
  ) => Promise<readonly Goal[]>;
}

/** Those that an option names, which measures nothing else. */
const PARTS = [
  { only: 'queries', heading: 'The backend beside the bare SQL', run: measureBackend },
  {
    only: 'evidence',
    heading: 'What intervals add',
    run: async (server, command, options) => [
      await alone(server, command, (plugin, context) => measureEvidence(plugin, context, options)),
    ],
  },
  {
    only: 'wide',
    heading: 'The widest answers',
    run: async (server, command) => [await alone(server, command, measureStall)],
  },
  { only: 'dashboards', heading: 'Whole dashboards', run: measureDashboards },
  {
    only: 'walls',
    heading: 'Walls',
    run: async (server, command, options) => [await measureScreens(server, command, options)],
  },
  { only: 'cells', heading: 'Deployments in cells', run: (server, _, options) => measureCells(server, options) },
  { only: 'downtime', heading: 'Downtime in pieces', run: (server, _, options) => measureDownPieces(server, options) },
  { only: 'gate', heading: 'The change gate', run: (server, _, options) => measureGatedPeriods(server, options) },
] as const satisfies ReadonlyArray<Part & { readonly only: keyof BenchOptions }>;

/** From a whole history that nothing has changed to what changes it. */
const WHOLE_RUN: readonly Part[] = [
  ...PARTS,
  {
    heading: 'How it is written',
    run: async (server, _, options) => {
      await withReader(server, WHOLE, (client) => measurePlainly(client, options));
      return [];
    },
  },
  {
    heading: 'A table that has lived',
    run: async (server, _, options) => [await measureLived(server, options)],
  },
  {
    heading: 'History outside the range',
    run: async (server, _, options) => [await compareOldHistory(server, options)],
  },
  { heading: 'Replay of alerts', run: async (server) => [await measureAlertReplay(server)] },
];

async function measureBackend(
  server: EmbeddedDatabase,
  command: readonly string[],
  options: BenchOptions
): Promise<readonly Goal[]> {
  const context = pluginContext(sourceSettings(server, WHOLE));
  const plugin = await launchPlugin(command);
  try {
    const measured = await withReader(server, WHOLE, (planning) =>
      withReader(server, WHOLE, (keeping) => measureQueries({ planning, keeping }, plugin, context, options))
    );
    printTimes(measured);
    title('What they read');
    printPlans(measured);
    title('Load');
    await measureLoad(plugin, context, options.loadMs);
    return backendGoals(measured);
  } finally {
    await plugin.stop();
  }
}

/** One measurement with a backend of its own. */
async function alone(
  server: EmbeddedDatabase,
  command: readonly string[],
  measure: (plugin: PluginProcess, context: PluginContext) => Promise<Goal>
): Promise<Goal> {
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

function describe({ changes, incidents, services, years, packaged }: BenchOptions, making: Making): void {
  const { rowsSeconds, foldSeconds, vacuumSeconds } = making;
  const seconds = [rowsSeconds, ...Object.values(foldSeconds), vacuumSeconds].reduce((all, one) => all + one, 0);
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
