import type { CronItem, Job, Task, TaskList } from 'graphile-worker';
import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import type { StatusesConfig } from '../../environment/read-statuses';
import type { PublishDestination } from '../../publish/destination';
import type { GitHubApi } from '../../sync/api/github-api';
import { processDelivery } from '../../sync/webhook/process-delivery';
import { addJob, releaseAbandoned } from '../queue/job-queue';
import { changeGate } from './change-gate-job';
import { fold } from './fold-job';
import { githubStatuses } from './github-statuses-job';
import { githubSync } from './github-sync-job';

/** What jobs are called in the queue. */
export const TASKS = {
  delivery: 'githubDelivery',
  sync: 'githubSync',
  publish: 'publishMetrics',
  release: 'releaseAbandoned',
  gate: 'changeGate',
  statuses: 'githubStatuses',
  fold: 'fold',
} as const;

/** No job takes longer: it is stopped then, and what is left is done by the next one. */
export const JOB_LIMIT_MS = 15 * 60_000;
/** Whoever holds a job for longer has ended without a word. */
export const ABANDONED_AFTER_MS = 2 * JOB_LIMIT_MS;

const EACH_MINUTE = '* * * * *';
const LOOK_AGAIN_SECONDS = 5;

/** How one attempt at a job went. */
export interface JobEnd {
  readonly task: string;
  readonly seconds: number;
  readonly outcome: 'done' | 'failed';
}

export interface TaskContext {
  readonly pool: Pool;
  /** Null: GitHub is never asked. */
  readonly api: GitHubApi | null;
  /** Null: nothing is published to CloudWatch. */
  readonly destination: PublishDestination | null;
  readonly statuses: StatusesConfig;
  readonly log: Log;
  readonly onJobEnd: (end: JobEnd) => void;
}

type Work = (payload: unknown, signal: AbortSignal) => Promise<unknown>;

/** What this process does of the queue; jobs of other names it leaves to others. */
export function taskList(context: TaskContext): TaskList {
  const { pool, api, destination, statuses, log } = context;
  return {
    [TASKS.delivery]: task(context, async (delivery, signal) => {
      const { isGateAsked } = await processDelivery({ pool, delivery, api, signal });
      if (isGateAsked && api !== null) {
        // A new head commit has no status yet.
        await queueStatuses(pool);
      }
    }),
    [TASKS.release]: task(context, async () => {
      const owners = await releaseAbandoned(pool, ABANDONED_AFTER_MS);
      if (owners > 0) {
        log.warn('Jobs of processes that ended without a word are free again', { processes: owners });
      }
    }),
    [TASKS.gate]: task(context, (_payload, signal) => changeGate({ pool, log, signal })),
    [TASKS.fold]: task(context, (_payload, signal) => fold({ pool, log, signal })),
    ...(api !== null && {
      [TASKS.sync]: task(context, async (_payload, signal) => {
        if (await githubSync({ pool, api, log, signal })) {
          await queueSync(pool);
        }
      }),
      [TASKS.statuses]: task(context, async (_payload, signal) => {
        if (!(await githubStatuses({ pool, api, statuses, log, signal }))) {
          // Whoever is at it may have looked before what this one was asked for.
          await queueStatuses(pool, LOOK_AGAIN_SECONDS);
        }
      }),
    }),
    ...(destination !== null && {
      [TASKS.publish]: task(context, async (_payload, signal) => {
        // Loaded when wanted: the function that syncs with GitHub has no use for CloudWatch's client.
        const { publishMetrics } = await import('./publish-job');
        if (await publishMetrics({ pool, destination, log, signal })) {
          await queuePublish(pool);
        }
      }),
    }),
  };
}

/** Queues a run of sync; one that waits already is replaced. */
export async function queueSync(pool: Pool): Promise<void> {
  await addJob(pool, { task: TASKS.sync, payload: {}, key: TASKS.sync });
}

/** Queues a run of publishing; one that waits already is replaced. */
export async function queuePublish(pool: Pool): Promise<void> {
  await addJob(pool, { task: TASKS.publish, payload: {}, key: TASKS.publish });
}

/** Queues a look at the change gate; one that waits already is replaced. */
export async function queueGate(pool: Pool): Promise<void> {
  await addJob(pool, { task: TASKS.gate, payload: {}, key: TASKS.gate });
}

/** Queues a fold of what is stored; one that waits already is replaced. */
export async function queueFold(pool: Pool): Promise<void> {
  await addJob(pool, { task: TASKS.fold, payload: {}, key: TASKS.fold });
}

/** Queues a look at which statuses GitHub lacks; one that waits already is replaced. */
export async function queueStatuses(pool: Pool, afterSeconds = 0): Promise<void> {
  await addJob(pool, { task: TASKS.statuses, payload: {}, key: TASKS.statuses, afterSeconds });
}

export interface Schedules {
  /** Cron pattern in UTC; null: GitHub is never asked. */
  readonly sync: string | null;
  /** Cron pattern in UTC; null: nothing is published. */
  readonly publish: string | null;
  /** Whether what is stored is folded each minute. */
  readonly folds: boolean;
}

/**
 * What is due when. Graphile Worker writes down each time that was scheduled, so that among many
 * workers it is scheduled once.
 */
export function cronItems({ sync, publish, folds }: Schedules): CronItem[] {
  const item = (task: string, match: string, maxAttempts: number) => ({
    task,
    match,
    options: { jobKey: task, maxAttempts },
  });
  return [
    item(TASKS.release, '*/5 * * * *', 1),
    // The next minute's is the next attempt.
    item(TASKS.gate, EACH_MINUTE, 1),
    ...(folds ? [item(TASKS.fold, EACH_MINUTE, 1)] : []),
    ...(sync === null ? [] : [item(TASKS.sync, sync, 5), item(TASKS.statuses, EACH_MINUTE, 1)]),
    ...(publish === null ? [] : [item(TASKS.publish, publish, 5)]),
  ];
}

function task({ log, onJobEnd }: TaskContext, work: Work): Task {
  return async (payload, { job, abortSignal }) => {
    const begun = performance.now();
    const end = (outcome: JobEnd['outcome']) => {
      onJobEnd({ task: job.task_identifier, seconds: (performance.now() - begun) / 1_000, outcome });
    };
    try {
      await work(payload, AbortSignal.any([abortSignal, AbortSignal.timeout(JOB_LIMIT_MS)]));
    } catch (error) {
      end('failed');
      logFailedAttempt(job, log);
      throw error;
    }
    end('done');
  };
}

/** The error itself is told by Graphile Worker. */
function logFailedAttempt({ task_identifier: name, id, attempts, max_attempts: most }: Job, log: Log): void {
  const fields = { task: name, job: id, attempts };
  if (attempts >= most) {
    log.error('A job failed for the last time', fields);
  } else {
    log.warn('A job failed and is tried again', fields);
  }
}
