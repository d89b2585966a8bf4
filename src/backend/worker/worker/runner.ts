import { parseCronItems, run } from 'graphile-worker';
import type { CronItem, TaskList } from 'graphile-worker';
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
}

export interface RunningQueue {
  /** False once it stopped, for whatever reason. */
  readonly isWorking: () => boolean;
  /** Settles when it stops; rejects where nobody asked it to. */
  readonly ended: Promise<void>;
  /** Takes no new job and lets those under way end; after five seconds they are asked to stop. */
  stop(): Promise<void>;
}

/** Works on the queue until it is stopped. A lost connection is waited for. */
export async function runQueue({ pool, tasks, cronItems, concurrency, log }: RunnerRequest): Promise<RunningQueue> {
  const runner = await run({
    ...queueOptions(pool, log),
    taskList: tasks,
    parsedCronItems: parseCronItems(cronItems),
    concurrency,
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
        await runner.stop();
      }
      await ended;
    },
  };
}
