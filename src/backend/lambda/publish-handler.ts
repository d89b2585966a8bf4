import type { Context } from 'aws-lambda';

import { badConfiguration } from '../environment/bad-configuration';
import { createLog } from '../environment/log';
import type { Log } from '../environment/log';
import { openPool } from '../environment/open-pool';
import { CLOUDWATCH_VARIABLES } from '../environment/read-publishing';
import { readQueueConfig } from '../environment/worker-config';
import type { QueueConfig } from '../environment/worker-config';
import { publishMetrics } from '../worker/schedules/publish-job';
import { logFailure, explainDatabaseErrors } from './failure-log';
import { readLambdaEvent } from './lambda-event';
import { Secrets } from './secrets';

/** Publishing is asked to stop so long before the function's end: a request under way may take 30 s to be answered. */
const END_BEFORE_MS = 45_000;
/** One keeps others from publishing meanwhile, one writes, one is spare. */
const CONNECTIONS = 3;

/** What the function returns. */
export interface Published {
  /** True where time was up before the end; the next scheduled run goes on there. */
  readonly isStopped: boolean;
}

/** `StackFlowPublishMetrics`: the worker's publishing without a process that runs all the time. */
export class PublishMetricsFunction {
  readonly #env: NodeJS.ProcessEnv;
  readonly #write: (line: string) => void;
  readonly #secrets: Secrets;

  /**
   * @param env of the function
   * @param write takes the lines of its log
   */
  constructor(env: NodeJS.ProcessEnv, write: (line: string) => void) {
    this.#env = env;
    this.#write = write;
    this.#secrets = new Secrets(createLog(write, 'info'));
  }

  /**
   * Publishes what is due, when a schedule says so.
   *
   * @throws Failure for a wrong configuration, and where CloudWatch or PostgreSQL refuses
   */
  handle(event: unknown, invocation: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Published> {
    return logFailure(this.#write, async () => {
      if (readLambdaEvent(event).kind !== 'schedule') {
        throw new Error('This function takes scheduled events of EventBridge alone.');
      }
      const config = readQueueConfig(await this.#secrets.environment(this.#env));
      const signal = AbortSignal.timeout(Math.max(invocation.getRemainingTimeInMillis() - END_BEFORE_MS, 0));
      return await explainDatabaseErrors(config, () =>
        publish(config, createLog(this.#write, config.logLevel), signal)
      );
    });
  }
}

async function publish({ database, publishing }: QueueConfig, log: Log, signal: AbortSignal): Promise<Published> {
  if (publishing === null) {
    throw badConfiguration([`${CLOUDWATCH_VARIABLES.region} is missing: set it to the AWS region to publish to.`]);
  }
  const { pool } = openPool(database, log, { max: CONNECTIONS });
  try {
    return { isStopped: await publishMetrics({ pool, destination: publishing, log, signal }) };
  } finally {
    await pool.end();
  }
}
