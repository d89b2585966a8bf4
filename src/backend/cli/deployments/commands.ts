import { Option } from 'commander';
import type { Command } from 'commander';

import { badRequest } from '../../../model/failure';
import { connectionConfig } from '../../environment/connection';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import type { Output } from '../output/output';
import { withClient } from '../../environment/with-client';
import { deploymentSchema } from '../../change-records/deployment-definition';
import type { DeploymentInput } from '../../change-records/deployment-definition';
import { recordDeployment } from '../../change-records/record-deployment';

interface RecordOptions {
  readonly service: string;
  readonly sha: string;
  readonly outcome: DeploymentInput['outcome'];
  readonly committed: string;
  readonly started?: string;
  readonly ended?: string;
  readonly externalId?: string;
  readonly title?: string;
  readonly link?: string;
  readonly environment?: string;
  readonly unplanned?: boolean;
  readonly critical?: boolean;
  readonly url?: string;
}

/** `sre-metrics deployment`: deployments of any pipeline. */
export function addDeployment(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const deployment = sreMetrics.command('deployment').description('tell of deployments from any pipeline');
  deployment
    .command('record')
    .description('make the change record of a deployment; told again, it is the same record')
    .addOption(new Option('--service <name>', "the service's exact name").makeOptionMandatory())
    .addOption(new Option('--sha <revision>', 'what was deployed').makeOptionMandatory())
    .addOption(
      new Option('--outcome <outcome>', 'how it ended')
        .choices(['successful', 'failed', 'rolled_back'])
        .makeOptionMandatory()
    )
    .addOption(
      new Option(
        '--committed <time>',
        'when work on it began, such as the author time of its oldest new commit: lead time begins there'
      ).makeOptionMandatory()
    )
    .addOption(new Option('--started <time>', 'when the rollout began'))
    .addOption(new Option('--ended <time>', 'when it was live, or had failed').default(undefined, 'now'))
    .addOption(
      new Option('--external-id <id>', 'by which it is known again').default(undefined, 'service and revision')
    )
    .addOption(new Option('--title <text>', 'its title'))
    .addOption(new Option('--link <address>', 'where to read about it, such as the run'))
    .addOption(new Option('--environment <name>', 'only production counts in metrics').default('production'))
    .addOption(new Option('--unplanned', 'made because of something in production: rework'))
    .addOption(new Option('--critical', 'a critical change'))
    .addOption(urlOption())
    .addHelpText('after', '\nTimes are ISO 8601 with Z or an offset, as git log prints them with the format %aI.')
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ committed, started, ended, link, url, ...options }: RecordOptions) => {
      const read = deploymentSchema.safeParse({
        ...options,
        committedAt: committed,
        startedAt: started,
        endedAt: ended,
        url: link,
      });
      if (!read.success) {
        const [issue] = read.error.issues;
        throw badRequest(`${issue?.path.join('.')}: ${issue?.message}.`, 'See: sre-metrics deployment record --help');
      }
      const { externalId, result } = await withClient(connectionConfig(url, env), 'import', (client) =>
        recordDeployment(client, read.data)
      );
      output.out(`${externalId}: ${result}.`);
    });
}
