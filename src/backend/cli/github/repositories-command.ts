import { Option } from 'commander';
import type { Command } from 'commander';

import { badRequest } from '../../../model/failure';
import { inTransaction } from '../../aurora/transaction';
import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { lockMapping } from '../../sync/facts/locks';
import { deleteMappings, listMappings } from '../../sync/mapping/mapping-rows';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { amount } from '../../../model/amount';
import type { Output } from '../output/output';
import { applyMappingFile } from './apply-mapping-file';
import { mappingReport } from './mapping-report';
import { printMappings } from './print-mappings';

/** `sre-metrics github repositories`: which repository is deployed as which service. */
export function addRepositories(github: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const repositories = github
    .command('repositories')
    .description('say which repository is deployed as which service; pull requests of others make no records');
  addApply(repositories, output, env);
  addExport(repositories, output, env);
  addRemove(repositories, output, env);
}

interface ApplyOptions {
  readonly dryRun?: boolean;
  readonly url?: string;
}

function addApply(repositories: Command, output: Output, env: NodeJS.ProcessEnv): void {
  repositories
    .command('apply')
    .description('create and change the mappings of a file, all of them or none; applying it again changes nothing')
    .argument('<file.yaml>', 'a list of mappings under the key repositories')
    .addOption(new Option('--dry-run', 'say what would change, and change nothing'))
    .addOption(urlOption())
    .addHelpText(
      'after',
      '\nMappings that the file does not hold are left alone. See docs/github-sync.md for the format.'
    )
    .addHelpText('after', CONNECTION_HELP)
    .action(async (file: string, { dryRun = false, url }: ApplyOptions) => {
      const changes = await applyMappingFile({ connection: connectionConfig(url, env), file, dryRun });
      mappingReport(changes, dryRun).forEach((line) => output.out(line));
    });
}

function addExport(repositories: Command, output: Output, env: NodeJS.ProcessEnv): void {
  repositories
    .command('export')
    .description('print all mappings as a file that apply takes')
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url }: { readonly url?: string }) => {
      const mappings = await withClient(connectionConfig(url, env), 'githubRepositories', listMappings);
      output.out(printMappings(mappings).trimEnd());
    });
}

interface RemoveOptions {
  readonly service?: string;
  readonly url?: string;
}

function addRemove(repositories: Command, output: Output, env: NodeJS.ProcessEnv): void {
  repositories
    .command('remove')
    .description('take mappings away; the change records that they made stay')
    .argument('<owner/name>', 'the repository, as it was mapped')
    .addOption(new Option('--service <name>', 'only as this service (default: as every service)'))
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async (repository: string, { service, url }: RemoveOptions) => {
      const removed = await withClient(connectionConfig(url, env), 'githubRepositories', (client) =>
        inTransaction(client, async () => {
          await lockMapping(client);
          return await deleteMappings(client, repository, service ?? null);
        })
      );
      if (removed === 0) {
        const as = service === undefined ? '' : ` as "${service}"`;
        throw badRequest(`"${repository}" is not mapped${as}.`, 'See: sre-metrics github repositories export');
      }
      output.out(`${amount(removed, 'mapping')} removed; change records stay.`);
    });
}
