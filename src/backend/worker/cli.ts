import { Command, CommanderError, Option } from 'commander';

import { asFailure } from '../../model/failure';
import { migrate } from '../aurora/migrate';
import { REQUIRED_SCHEMA_VERSION } from '../aurora/schema-version';
import { URL_VARIABLE, connectionConfig, withClient } from './connection';
import { BadFile } from './import/bad-file';
import { importFile } from './import/import-file';
import { IMPORT_KINDS, isImportKind } from './import/kinds';

/** Where the command line prints; tests give their own. */
export interface Output {
  /** Results, one line each. */
  out(line: string): void;
  /** Errors and progress. */
  err(line: string): void;
  /** Whether a person watches, so that progress may be drawn. */
  readonly isTerminal: boolean;
  /** Draws over the current line. */
  redraw(line: string): void;
}

/** Exit statuses of `sre-metrics`. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/**
 * Runs one command of `sre-metrics`.
 *
 * @param argv as in `process.argv`
 * @returns the exit status: 0 done, 1 failed, 2 called wrongly
 */
export async function runCommandLine(
  argv: readonly string[],
  output: Output = processOutput(),
  env: NodeJS.ProcessEnv = process.env
): Promise<number> {
  try {
    await program(output, env).parseAsync([...argv]);
    return EXIT.ok;
  } catch (error) {
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

function program(output: Output, env: NodeJS.ProcessEnv): Command {
  const sreMetrics = new Command('sre-metrics')
    .description("Sets up and fills the database of Grafana's StackFlow SRE Metrics data source.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(text.trimEnd()),
    })
    .addHelpText(
      'after',
      `\nThe database is the one of --url, else of ${URL_VARIABLE}, else of libpq's variables\n(PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE, PGSSLROOTCERT).`
    );
  const url = () => new Option('--url <url>', 'database, as postgres://user:password@host:5432/database');

  sreMetrics
    .command('migrate')
    .description('create or update the schema stackflow; existing rows stay')
    .addOption(url())
    .action(async (options: { url?: string }) => {
      const ran = await withClient(connectionConfig(options.url, env), migrate);
      ran.forEach((name) => output.out(`applied ${name}`));
      output.out(`Schema stackflow is at version ${REQUIRED_SCHEMA_VERSION}.`);
    });

  sreMetrics
    .command('import')
    .description('load history from a CSV file; loading it again changes nothing')
    .argument('<file.csv>', 'file to load')
    .addOption(new Option('--kind <kind>', 'what a row is').choices(IMPORT_KINDS).makeOptionMandatory())
    .addOption(url())
    .action(async (file: string, options: { kind: string; url?: string }) => {
      const { kind } = options;
      if (!isImportKind(kind)) {
        return;
      }
      const counts = await withClient(connectionConfig(options.url, env), (client) =>
        importFile({ client, file, kind, onProgress: (rows) => output.isTerminal && output.redraw(`${rows} rows`) })
      );
      output.out(`${kind}: ${counts.inserted} inserted, ${counts.updated} updated, ${counts.unchanged} unchanged.`);
    });
  return sreMetrics;
}

function processOutput(): Output {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isTerminal: process.stderr.isTTY,
    redraw: (line) => process.stderr.write(`\r${line}`),
  };
}
