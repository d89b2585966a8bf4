import { Command, CommanderError, Option } from 'commander';
import type { ClientBase } from 'pg';

import { version } from '../../../package.json';
import { asFailure } from '../../model/failure';
import { migrate } from '../aurora/migrate';
import { REQUIRED_SCHEMA_VERSION } from '../aurora/schema-version';
import { connectionConfig } from '../environment/connection';
import { withClient } from '../environment/with-client';
import { NO_REST } from '../metrics/cells/fold-cells';
import { foldAll } from '../metrics/fold/fold-all';
import { addAlerts } from './alerts/commands';
import { CONNECTION_HELP, CONNECTION_VARIABLES_HELP, urlOption } from './connection-option';
import { addDeployment } from './deployments/commands';
import { ExitStatus } from './exit-status';
import { BadFile } from './files/bad-file';
import { addDoctor } from './doctor/commands';
import { addFold } from './fold/commands';
import { addGate } from './gate/commands';
import { addGithub } from './github/commands';
import { importFile } from './import/import-file';
import type { ImportProgress } from './import/import-file';
import { IMPORT_KINDS, columnsHelp, isImportKind } from './import/kinds';
import { NEVER } from './never';
import { processOutput, withoutPasswords } from './output/output';
import type { Output } from './output/output';
import { addPublish } from './publish/commands';
import { addServices } from './services/commands';
import { addSlo } from './slo/commands';
import { addWorker } from './worker/commands';

/** Exit statuses of `sre-metrics`. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/**
 * Runs one command of `sre-metrics`.
 *
 * @param argv as in `process.argv`
 * @param env connection variables are read from here
 * @returns the exit status: 0 done, 1 failed, 2 called wrongly; of `gate check` its answer
 */
export async function runCommandLine(
  argv: readonly string[],
  output: Output = processOutput(),
  env: NodeJS.ProcessEnv = process.env
): Promise<number> {
  try {
    await commandTree(output, env).parseAsync([...argv]);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof ExitStatus) {
      return error.status;
    }
    if (error instanceof CommanderError) {
      // Commander has said it already; help and version end this way too.
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    output.err(describe(error));
    return EXIT.failed;
  }
}

function describe(error: unknown): string {
  if (error instanceof BadFile) {
    return error.message;
  }
  const failure = asFailure(error);
  // What is no Failure is told as it is: this is a person's terminal.
  return failure.cause === error && error instanceof Error ? error.message : failure.text;
}

/** `sre-metrics` and every command below it. */
export function commandTree(output: Output, env: NodeJS.ProcessEnv): Command {
  const sreMetrics = new Command('sre-metrics')
    .description("Sets up and fills the database of Grafana's StackFlow SRE Metrics data source.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(withoutPasswords(text.trimEnd())),
    })
    .addHelpText('after', CONNECTION_VARIABLES_HELP);
  addMigrate(sreMetrics, output, env);
  addImport(sreMetrics, output, env);
  addFold(sreMetrics, output, env);
  addDoctor(sreMetrics, output, env);
  addServices(sreMetrics, output, env);
  addSlo(sreMetrics, output, env);
  addAlerts(sreMetrics, output, env);
  addGate(sreMetrics, output, env);
  addGithub(sreMetrics, output, env);
  addDeployment(sreMetrics, output, env);
  addPublish(sreMetrics, output, env);
  addWorker(sreMetrics, output, env);
  return sreMetrics;
}

function addMigrate(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('migrate')
    .description('create or update the schema stackflow; existing rows stay')
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url }: { url?: string }) => {
      const ran = await withClient(connectionConfig(url, env), 'migrate', migrate);
      ran.forEach((name) => output.out(`applied ${name}`));
      output.out(`Schema stackflow is at version ${REQUIRED_SCHEMA_VERSION}.`);
    });
}

function addImport(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('import')
    .description('load history from a CSV file, all of it or nothing; loading it again changes nothing')
    .argument('<file.csv>', 'file to load; its first line names the columns')
    .addOption(new Option('--kind <kind>', 'what a row is').choices(IMPORT_KINDS).makeOptionMandatory())
    .addOption(urlOption())
    .addHelpText('after', `\nColumns, in any order; those in brackets may be left out:\n${columnsHelp()}`)
    .addHelpText('after', CONNECTION_HELP)
    .action(async (file: string, { kind, url }: { kind: string; url?: string }) => {
      if (!isImportKind(kind)) {
        return;
      }
      const onProgress = ({ step, rows }: ImportProgress) =>
        output.progress(`${rows.toLocaleString('en')} rows ${step}`);
      await withClient(connectionConfig(url, env), 'import', async (client) => {
        const { inserted, updated, unchanged } = await importFile({ client, file, kind, onProgress });
        output.out(`${kind}: ${inserted} inserted, ${updated} updated, ${unchanged} unchanged.`);
        await foldWhatIsLoaded(client, output);
      });
    });
}

/** What is loaded counts either way: a fold only makes answers quicker. */
async function foldWhatIsLoaded(client: ClientBase, output: Output): Promise<void> {
  try {
    await foldAll(client, NO_REST, NEVER);
  } catch (error) {
    output.err(`The rows are loaded. They could not be folded, which only makes answers slower: ${describe(error)}`);
  }
}
