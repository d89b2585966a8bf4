import type { Pool } from 'pg';

import type { Log } from '../environment/log';
import { openGitHubApi } from '../environment/open-github-api';
import { openPool } from '../environment/open-pool';
import type { WorkerConfig } from '../environment/worker-config';
import { MAX_BODY_BYTES } from '../sync/webhook/head-complaint';
import { BodyRoom } from './http/body-room';
import { Questions } from './http/questions';
import { serveHttp } from './http/server';
import { layJobQueue } from './queue/job-queue';
import { runLastingQueue } from './queue/lasting-queue';
import { cronItems, queueFold, queueGate, queuePublish, queueStatuses, queueSync, taskList } from './schedules/tasks';
import type { JobEnd } from './schedules/tasks';
import { WorkerMetrics } from './worker-metrics';

/** Four of the longest bodies at a time; those of the events that count are a thousand times shorter. */
const ALL_BODIES_BYTES = 4 * MAX_BODY_BYTES;
/** A longer wait for GitHub does not keep a job busy: it is tried again later. */
const MAX_GITHUB_WAIT_MS = 60_000;

/**
 * Works until `signal` aborts; then ends in good order.
 *
 * @throws Failure where it cannot start; what PostgreSQL says
 */
export async function runWorker(config: WorkerConfig, log: Log, signal: AbortSignal): Promise<void> {
  await layJobQueue(config.database, log);
  const { concurrency } = config;
  // Each job takes up to two; one listens for new jobs, the rest answers HTTP.
  const { pool, hangUp } = openPool(config.database, log, { max: 2 * concurrency + 4 });
  try {
    await work({ config, log, signal, pool, hangUp });
  } finally {
    await pool.end();
  }
}

interface WorkRequest {
  readonly config: WorkerConfig;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly pool: Pool;
  readonly hangUp: () => void;
}

async function work({ config, log, signal, pool, hangUp }: WorkRequest): Promise<void> {
  const { concurrency, syncSchedule, publishSchedule, github, deploymentsSecret, publishing, statuses, folds } = config;
  const metrics = new WorkerMetrics(pool);
  const api = openGitHubApi(github, MAX_GITHUB_WAIT_MS, log);
  const onJobEnd = (end: JobEnd) => metrics.onJobEnd(end);
  const tasks = taskList({ pool, api, destination: publishing, statuses, log, onJobEnd });
  const schedule = cronItems({
    sync: api === null ? null : syncSchedule,
    publish: publishing === null ? null : publishSchedule,
    folds,
  });
  const queue = await runLastingQueue({ pool, tasks, cronItems: schedule, concurrency, log, hangUp });
  try {
    const { webhookSecret } = github;
    const room = new BodyRoom({ maxBytes: MAX_BODY_BYTES, allBytes: ALL_BODIES_BYTES });
    const questions = new Questions(pool, metrics);
    const context = {
      pool,
      webhookSecret,
      deploymentsSecret,
      room,
      metrics,
      questions,
      isWorking: queue.isWorking,
      log,
    };
    const server = await serveHttp(config.http, context);
    try {
      await queueGate(pool);
      if (folds) {
        await queueFold(pool);
      }
      if (api !== null) {
        await queueStatuses(pool);
        await queueSync(pool);
      }
      if (publishing !== null) {
        await queuePublish(pool);
      }
      log.info('The worker is ready', {
        port: server.port,
        githubSync: api !== null,
        webhook: webhookSecret !== null,
        deployments: deploymentsSecret !== null,
        publishing: publishing !== null,
      });
      await aborted(signal);
      log.info('The worker stops');
    } finally {
      await Promise.all([server.close(), queue.stop()]);
    }
  } finally {
    await queue.stop();
  }
  log.info('The worker has stopped');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
