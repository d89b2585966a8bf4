import { Option } from 'commander';
import type { Command } from 'commander';

import { connectionConfig } from '../../environment/connection';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import type { Output } from '../output/output';
import { applyFile } from './apply-file';
import { changesReport } from './changes-report';
import { exportSlos } from './export-slos';

/** `sre-metrics slo`: SLOs as code. */
export function addSlo(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const slo = sreMetrics.command('slo').description('read and write SLOs as OpenSLO v1 files');
  addApply(slo, output, env);
  addExport(slo, output, env);
}

interface ApplyOptions {
  readonly dryRun?: boolean;
  readonly as?: string;
  readonly url?: string;
}

function addApply(slo: Command, output: Output, env: NodeJS.ProcessEnv): void {
  slo
    .command('apply')
    .description('create and change the SLOs of a file, all of them or none; applying it again changes nothing')
    .argument('<file.yaml>', 'OpenSLO v1: documents or lists of kind SLO')
    .addOption(new Option('--dry-run', 'say what would change, and change nothing'))
    .addOption(new Option('--as <name>', 'who edits, for the history (default: the database user)'))
    .addOption(urlOption())
    .addHelpText('after', '\nSLOs that the file does not hold are left alone. See docs/slos.md for the format.')
    .addHelpText('after', CONNECTION_HELP)
    .action(async (file: string, { dryRun = false, as, url }: ApplyOptions) => {
      const connection = connectionConfig(url, env);
      // A blank name would hide who it was.
      const editor = as?.trim() || null;
      const applied = await applyFile({ connection, file, dryRun, editor });
      changesReport(applied, dryRun).forEach((line) => output.out(line));
    });
}

function addExport(slo: Command, output: Output, env: NodeJS.ProcessEnv): void {
  slo
    .command('export')
    .description('print SLOs, disabled ones too, as a file that apply takes')
    .addOption(new Option('--service <name...>', 'only the SLOs of these services').default([], 'every service'))
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ service, url }: { service: readonly string[]; url?: string }) => {
      output.out((await exportSlos(connectionConfig(url, env), service)).trimEnd());
    });
}
