import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

import { spawnSreMetrics } from './command-line';
import { until } from './until';

/** A line of the worker's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** `sre-metrics worker` as a process of its own. */
export interface WorkerProcess {
  readonly processId: number;
  /** Whether it has not ended. */
  readonly isRunning: boolean;
  readonly url: string;
  readonly log: readonly LogLine[];
  /** Sends a signal and waits for the end; returns the exit status, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
}

const started = new Set<ChildProcess>();

/** Ends what a test left running, so that one that failed leaves nothing behind. */
export async function killWorkers(): Promise<void> {
  const running = [...started].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  started.clear();
  await Promise.all(
    running.map(async (child) => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    })
  );
}

/** What a worker of a test listens on. */
export const FREE_PORT = { SRE_METRICS_WORKER_HOST: '127.0.0.1', SRE_METRICS_WORKER_PORT: '0' } as const;

/**
 * Starts a worker and waits until it is ready.
 *
 * @throws Error with what it said where it does not come so far
 */
export async function startWorker(env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child = spawnSreMetrics(['worker'], { ...FREE_PORT, SRE_METRICS_LOG_LEVEL: 'debug', ...env });
  started.add(child);
  const log: LogLine[] = [];
  const errors = text(child.stderr);
  createInterface(child.stdout).on('line', (line) => log.push(JSON.parse(line) as LogLine));
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ready = () => log.find(({ message }) => message === 'The worker is ready');
  await until(() => ready() !== undefined || child.exitCode !== null);
  const { port } = ready() ?? {};
  if (typeof port !== 'number') {
    throw new Error(`The worker did not start: ${await errors}`);
  }
  return {
    processId: child.pid ?? 0,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    url: `http://127.0.0.1:${port}`,
    log,
    end: async (signal) => {
      child.kill(signal);
      const [status, by] = await exit;
      return status ?? by;
    },
  };
}
