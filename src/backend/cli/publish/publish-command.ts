import { Failure } from '../../../model/failure';
import { badConfiguration } from '../../environment/bad-configuration';
import { connectionConfig } from '../../environment/connection';
import { CLOUDWATCH_VARIABLES, readPublishing } from '../../environment/read-publishing';
import type { PublishDestination } from '../../publish/destination';
import { planPublishing } from '../../publish/plan';
import { publishDue } from '../../publish/publish-due';
import type { Output } from '../output/output';
import { untilStopped } from '../until-stopped';
import { withPool } from '../with-pool';
import { publishingProgress } from './publishing-progress';
import { printPlan, printReport } from './publishing-report';

export interface PublishOptions {
  readonly from?: Date;
  readonly to?: Date;
  readonly dryRun: boolean;
  readonly url?: string;
}

/**
 * Runs `sre-metrics publish`.
 *
 * @throws Failure for a wrong environment, and where not everything was published
 */
export async function publishCommand(options: PublishOptions, output: Output, env: NodeJS.ProcessEnv): Promise<void> {
  const destination = destinationOf(env);
  const { from, to, dryRun, url } = options;
  const request = { destination, ...(from && { from }), ...(to && { to }) };
  await withPool(connectionConfig(url, env), 'publish', (pool) =>
    untilStopped(async (signal) => {
      if (dryRun) {
        printPlan(await planPublishing({ ...request, pool, signal }), destination, output);
        return;
      }
      const report = await publishDue({ ...request, pool, signal, onEvent: publishingProgress(output) });
      if (report === null) {
        throw busy();
      }
      printReport(report, destination, output);
    })
  );
}

function destinationOf(env: NodeJS.ProcessEnv): PublishDestination {
  const errors: string[] = [];
  const destination = readPublishing(env, errors);
  if (errors.length === 0 && destination === null) {
    errors.push(`${CLOUDWATCH_VARIABLES.region} is missing: set it to the AWS region to publish to.`);
  }
  if (destination === null || errors.length > 0) {
    throw badConfiguration(errors);
  }
  return destination;
}

function busy(): Failure {
  return new Failure({
    status: 409,
    source: 'downstream',
    message: 'Another process publishes to the same destination right now.',
    advice: 'Wait for it; what is due is published by it.',
  });
}
