import { readFile } from 'node:fs/promises';

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { chosenGroups } from '../../../../alerting/chosen-rules';
import { CONTACT_POINT } from '../../../../alerting/notifications';
import { EXPORT_FORMATS, printGroups } from '../../../../alerting/print-groups';
import type { ExportFormat } from '../../../../alerting/print-groups';
import { DATASOURCE_UID, FOLDER } from '../../../../alerting/provisioned-rule';
import { badRequest } from '../../../model/failure';
import { TIERS } from '../../../model/query-fields';
import type { Tier } from '../../../model/query-fields';
import { isWebAddress } from '../../../model/web-address';
import { ExitStatus } from '../exit-status';
import { visible } from '../files/bad-file';
import type { Output } from '../output/output';
import { differencesOf } from './compare-rules';
import { addEdgeOptions, edgesOf } from './edge-options';
import type { EdgeOptions } from './edge-options';

interface ExportOptions extends EdgeOptions {
  readonly service: readonly string[];
  readonly team: readonly string[];
  readonly tier: readonly Tier[];
  readonly slo: readonly string[];
  readonly format: ExportFormat;
  readonly folder: string;
  readonly datasource: string;
  readonly contactPoint: string;
  readonly policies?: boolean;
  readonly runbook?: string;
  readonly check?: string;
}

/** `sre-metrics alerts export`. */
export function addExportRules(alerts: Command, output: Output): void {
  const command = alerts
    .command('export')
    .description('print alert rules for chosen SLOs and teams, to keep in a repository of their own; asks no database')
    .addOption(new Option('--team <name...>', 'rules for these teams').default([], 'every team'))
    .addOption(new Option('--service <name...>', 'rules for these services').default([], 'every service'))
    .addOption(new Option('--tier <tier...>', 'rules for these tiers').choices(TIERS).default([], 'every tier'))
    .addOption(
      new Option('--slo <name...>', 'rules on error budgets alone, for SLOs of these names').default([], 'every SLO')
    )
    .addOption(
      new Option('--format <format>', 'provisioning file, grafana_rule_group, or API')
        .choices(EXPORT_FORMATS)
        .default('yaml')
    )
    .addOption(
      new Option('--folder <folder>', 'folder of the rules: its title in yaml, its uid otherwise').default(FOLDER)
    )
    .addOption(new Option('--datasource <uid>', 'uid of the data source').default(DATASOURCE_UID))
    .addOption(new Option('--contact-point <name>', 'who is notified').default(CONTACT_POINT))
    .addOption(new Option('--policies', 'name no contact point: the notification policies decide'))
    .addOption(
      new Option('--runbook <url>', 'address of what to do, where the SLO has no runbook of its own').argParser(address)
    )
    .addOption(new Option('--check <file>', 'print how the file differs instead, and exit with 1 if it does'));
  addEdgeOptions(command).action(async (options: ExportOptions) => {
    const text = exported(options);
    if (options.check === undefined) {
      output.out(text.trimEnd());
      return;
    }
    const differences = differencesOf(await textOf(options.check), text, options.format);
    if (differences.length === 0) {
      output.out(`${options.check} is as it would be exported.`);
      return;
    }
    differences.forEach((line) => output.out(visible(line)));
    throw new ExitStatus(1);
  });
}

function address(text: string): string {
  if (!isWebAddress(text)) {
    throw new InvalidArgumentError('It must be a web address that begins with http:// or https://.');
  }
  return text;
}

function exported(options: ExportOptions): string {
  const choice = { services: options.service, teams: options.team, tiers: options.tier, slos: options.slo };
  const groups = chosenGroups(choice, {
    folder: options.folder,
    dataSourceUid: options.datasource,
    contactPoint: options.policies === true ? null : options.contactPoint,
    runbookUrl: options.runbook ?? null,
    edges: edgesOf(options),
  });
  return printGroups(groups, options.format);
}

/** @throws Failure where the file cannot be read */
async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw badRequest(`${file} cannot be read.`, 'Check its path.');
  }
}
