import { Option } from 'commander';
import type { Command } from 'commander';

import { rederiveAll } from '../../sync/records/rederive-all';
import { connectionConfig } from '../../environment/connection';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { visible } from '../files/bad-file';
import type { Output } from '../output/output';
import { withClient } from '../../environment/with-client';
import { recordCountsText } from './record-counts';
import { recordDifferences } from './record-differences';

interface RederiveOptions {
  readonly repo: readonly string[];
  readonly dryRun?: boolean;
  readonly url?: string;
}

/** `sre-metrics github rederive`. */
export function addRederive(github: Command, output: Output, env: NodeJS.ProcessEnv): void {
  github
    .command('rederive')
    .description('make the change records what follows from all that is known of GitHub; asks GitHub nothing')
    .addOption(new Option('--repo <owner/name...>', 'only these repositories').default([], 'all that are mapped'))
    .addOption(new Option('--dry-run', 'say what would change, and change nothing'))
    .addOption(urlOption())
    .addHelpText('after', '\nWhat people corrected by hand stays.')
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ repo, dryRun = false, url }: RederiveOptions) => {
      await withClient(connectionConfig(url, env), 'githubSync', async (client) => {
        await client.query('begin read write');
        const { counts, before, after } = await rederiveAll(client, repo);
        await client.query(dryRun ? 'rollback' : 'commit');
        recordDifferences(before, after).forEach((line) => output.out(visible(line)));
        const changed = recordCountsText(counts, dryRun ? 'would be ' : '');
        output.out(`change records: ${changed === '' ? 'nothing to change' : changed}.`);
      });
    });
}
