import { EventEmitter } from 'node:events';

import { parseCronItems, run } from 'graphile-worker';
import type { CronItem, TaskList, WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';

import type { Log } from '../../environment/log';
import { queueOptions } from './job-queue';

export interface RunnerRequest {
  readonly pool: Pool;
  readonly tasks: TaskList;
  readonly cronItems: CronItem[];
  /** Jobs at a time. */
  readonly concurrency: number;
  readonly log: Log;
  /** Breaks off what the jobs ask of the database. */
  readonly hangUp: () => void;
  /** Where Graphile Worker tells what happens. */
  readonly events?: WorkerEvents;
}

export interface RunningQueue {
  /** False once it stopped, for whatever reason. */
  readonly isWorking: () => boolean;
  /** Settles when it stops; rejects where nobody asked it to. */
  readonly ended: Promise<void>;
  /**
   * Takes no new job and lets those under way end; after five seconds they are asked to stop, and after
   * seven broken off. Those are tried again later. Containers are killed ten seconds after the signal.
   */
  stop(): Promise<void>;
}

const ASK_AFTER_MS = 5_000;
const BREAK_OFF_AFTER_MS = 7_000;

/**
 * Works on the queue until it is stopped. A lost connection is waited for.
 *
 * @throws what PostgreSQL says where not even the first look for a job is possible
 */
export async function runQueue({
  pool,
  tasks,
  cronItems,
  concurrency,
  log,
  hangUp,
  events = new EventEmitter(),
}: RunnerRequest): Promise<RunningQueue> {
  const firstPoll = untilFirstPoll(events);
  const runner = await run({
    ...queueOptions(pool, log),
    taskList: tasks,
    parsedCronItems: parseCronItems(cronItems),
    concurrency,
    gracefulShutdownAbortTimeout: ASK_AFTER_MS,
    events,
  });
  let isWorking = true;
  const ended = runner.promise.finally(() => {
    isWorking = false;
  });
  // Whoever waits for it hears of it; nobody may.
  ended.catch(() => undefined);
  try {
    await Promise.race([firstPoll, ended]);
  } catch (error) {
    await runner.stop().catch(() => undefined);
    throw error;
  }
  return {
    isWorking: () => isWorking,
    ended,
    stop: async () => {
      if (isWorking) {
        isWorking = false;
        const late = setTimeout(() => {
          log.warn('Jobs that do not end are broken off and tried again later');
          hangUp();
        }, BREAK_OFF_AFTER_MS);
        await runner.stop().finally(() => clearTimeout(late));
      }
      await ended;
    },
  };
}

/**
 * Graphile Worker keeps what it knows of the tasks after its first look for a job, and its error as
 * well, so that one that fails never finds a job, however long it runs.
 */
function untilFirstPoll(events: WorkerEvents): Promise<void> {
  return new Promise((resolve, reject) => {
    events.once('worker:getJob:empty', () => resolve());
    events.once('job:start', () => resolve());
    events.once('worker:getJob:error', ({ error }) =>
      reject(error instanceof Error ? error : new Error(String(error)))
    );
  });
}
