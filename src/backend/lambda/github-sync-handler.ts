import type { Context, LambdaFunctionURLResult } from 'aws-lambda';

import { createLog } from '../environment/log';
import type { Log } from '../environment/log';
import { openGitHubApi } from '../environment/open-github-api';
import { openPool } from '../environment/open-pool';
import { readQueueConfig } from '../environment/worker-config';
import type { QueueConfig } from '../environment/worker-config';
import { layJobQueue, releaseAbandoned } from '../worker/queue/job-queue';
import { ABANDONED_AFTER_MS, queueFold, queueGate, queueStatuses, queueSync } from '../worker/schedules/tasks';
import { CONNECTIONS, drain } from './drain-queue';
import type { Drained } from './drain-queue';
import { logFailure, explainDatabaseErrors } from './failure-log';
import { SyncInvoker } from './invoke-sync';
import { readLambdaEvent } from './lambda-event';
import type { FunctionUrlEvent } from './lambda-event';
import { Secrets } from './secrets';
import { answerWebhook } from './webhook-request';

/** Whoever still works so long before the function's end is asked to stop, and has the time to do so. */
const END_BEFORE_MS = 15_000;
/** A longer wait for GitHub is not paid for; the next scheduled run goes on there. */
const MAX_GITHUB_WAIT_MS = 30_000;

type Invocation = Pick<Context, 'functionName' | 'getRemainingTimeInMillis'>;

/** Names the function that works on the queue, where this one only answers the webhook; absent or empty: itself. */
export const SYNC_FUNCTION_VARIABLE = 'SRE_METRICS_SYNC_FUNCTION';

/**
 * `StackFlowGitHubSync` and `StackFlowGitHubWebhook`: the worker's webhook and jobs without a process that runs all
 * the time.
 */
export class GitHubSyncFunction {
  readonly #env: NodeJS.ProcessEnv;
  readonly #write: (line: string) => void;
  readonly #secrets: Secrets;
  readonly #sync: SyncInvoker;
  #isQueueLaid = false;

  /**
   * @param env of the function
   * @param write takes the lines of its log
   */
  constructor(env: NodeJS.ProcessEnv, write: (line: string) => void) {
    const log = createLog(write, 'info');
    this.#env = env;
    this.#write = write;
    this.#secrets = new Secrets(log);
    this.#sync = new SyncInvoker(log);
  }

  /**
   * Answers a request to the function's URL; works on the queue for every other event.
   *
   * @throws Failure for a wrong configuration; what PostgreSQL says
   */
  async handle(event: unknown, invocation: Invocation): Promise<LambdaFunctionURLResult | Drained> {
    return await logFailure(this.#write, async () => {
      const read = readLambdaEvent(event);
      const config = readQueueConfig(await this.#secrets.environment(this.#env));
      const log = createLog(this.#write, config.logLevel);
      return read.kind === 'request'
        ? await this.#answer(read.request, config, log, invocation)
        : await explainDatabaseErrors(config, () => this.#work(read.kind === 'schedule', config, log, invocation));
    });
  }

  async #answer(
    request: FunctionUrlEvent,
    { database, github: { webhookSecret } }: QueueConfig,
    log: Log,
    { functionName }: Invocation
  ): Promise<LambdaFunctionURLResult> {
    // Connections do not outlive an invocation: a function that sleeps cannot keep them.
    const { pool } = openPool(database, log, { max: 1 });
    try {
      const { status, body, isQueued } = await answerWebhook({ request, pool, webhookSecret, log });
      if (isQueued) {
        await this.#sync.drainLater(this.#env[SYNC_FUNCTION_VARIABLE] || functionName);
      }
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      return { statusCode: status, headers, body };
    } finally {
      await pool.end();
    }
  }

  async #work(
    isSyncDue: boolean,
    { database, github, statuses, folds }: QueueConfig,
    log: Log,
    invocation: Invocation
  ) {
    const signal = AbortSignal.timeout(Math.max(invocation.getRemainingTimeInMillis() - END_BEFORE_MS, 0));
    if (!this.#isQueueLaid) {
      await layJobQueue(database, log);
      this.#isQueueLaid = true;
    }
    const { pool, hangUp } = openPool(database, log, { max: CONNECTIONS });
    try {
      const api = openGitHubApi(github, MAX_GITHUB_WAIT_MS, log);
      await releaseAbandoned(pool, ABANDONED_AFTER_MS);
      if (isSyncDue) {
        await queueGate(pool);
      }
      if (isSyncDue && folds) {
        await queueFold(pool);
      }
      if (isSyncDue && api !== null) {
        await queueStatuses(pool);
        await queueSync(pool);
      }
      const drained = await drain({ pool, hangUp, api, statuses, log, signal });
      log.info('Worked on the queue', { ...drained, isTimeUp: signal.aborted });
      return drained;
    } finally {
      await pool.end();
    }
  }
}
