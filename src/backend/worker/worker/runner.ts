import { parseCronItems, run } from 'graphile-worker';
import type { CronItem, TaskList, WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';

import type { Log } from '../log';
import { queueOptions } from '../schedules/job-queue';

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

/** Works on the queue until it is stopped. A lost connection is waited for. */
export async function runQueue({
  pool,
  tasks,
  cronItems,
  concurrency,
  log,
  hangUp,
  events,
}: RunnerRequest): Promise<RunningQueue> {
  const runner = await run({
    ...queueOptions(pool, log),
    taskList: tasks,
    parsedCronItems: parseCronItems(cronItems),
    concurrency,
    gracefulShutdownAbortTimeout: ASK_AFTER_MS,
    ...(events && { events }),
  });
  let isWorking = true;
  const ended = runner.promise.finally(() => {
    isWorking = false;
  });
  // Whoever waits for it hears of it; nobody may.
  ended.catch(() => undefined);
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
