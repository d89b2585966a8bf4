import { EventEmitter } from 'node:events';

import type { WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';

import type { Log } from '../environment/log';
import type { StatusesConfig } from '../environment/read-statuses';
import type { GitHubApi } from '../sync/api/github-api';
import { runQueue } from '../worker/queue/queue-runner';
import { taskList } from '../worker/schedules/tasks';

/** Lambda scales by functions, and each takes connections of the database. */
const JOBS_AT_A_TIME = 2;
/** Each job takes up to two connections, one listens for new jobs, one is spare. */
export const CONNECTIONS = 2 * JOBS_AT_A_TIME + 2;

export interface DrainRequest {
  readonly pool: Pool;
  readonly hangUp: () => void;
  readonly api: GitHubApi | null;
  readonly statuses: StatusesConfig;
  readonly log: Log;
  /** Stops in good order; what is left stays in the queue. */
  readonly signal: AbortSignal;
}

export interface Drained {
  /** Attempts at jobs. */
  readonly done: number;
  readonly failed: number;
}

/** Works on the queue until nothing is due any more. */
export async function drain({ pool, hangUp, api, statuses, log, signal }: DrainRequest): Promise<Drained> {
  const counts = { done: 0, failed: 0 };
  const tasks = taskList({
    pool,
    api,
    // Another function publishes.
    destination: null,
    statuses,
    log,
    onJobEnd: ({ outcome }) => {
      counts[outcome] += 1;
    },
  });
  const events: WorkerEvents = new EventEmitter();
  const idle = nothingDue(events);
  const queue = await runQueue({ pool, tasks, cronItems: [], concurrency: JOBS_AT_A_TIME, log, hangUp, events });
  const stop = new Promise<void>((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([idle, stop, queue.ended]);
  } finally {
    await queue.stop();
  }
  return counts;
}

/** Done once one looks for a job in vain while none is under way. */
function nothingDue(events: WorkerEvents): Promise<void> {
  let underWay = 0;
  return new Promise((resolve) => {
    events.on('job:start', () => {
      underWay += 1;
    });
    events.on('job:complete', () => {
      underWay -= 1;
    });
    events.on('worker:getJob:empty', () => {
      if (underWay === 0) {
        resolve();
      }
    });
  });
}
