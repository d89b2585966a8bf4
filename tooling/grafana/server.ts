import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { LOOPBACK } from '../ports';
import type { GrafanaHome } from './home';

/** A Grafana server that this process started. */
export interface GrafanaServer {
  /** Rejects with its last words when the server ends by itself; never resolves. */
  readonly ended: Promise<never>;
  /** Asks the server to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface GrafanaServerOptions {
  readonly home: GrafanaHome;
  /** Path of grafana.ini. */
  readonly configuration: string;
  readonly port: number;
  readonly adminPassword: string;
  /** For provisioned files; of this process's environment only the common variables are passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Gives up the start. */
  readonly signal: AbortSignal;
}

/** A first start sets up a database. */
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 250;
/** Grafana itself gives up its shutdown after 30 s. */
const STOP_TIMEOUT_MS = 35_000;
const KEPT_LINES = 20;
/** Others could change what grafana.ini says: GF_* outranks it. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/**
 * Starts a Grafana, and waits until it answers.
 *
 * @throws Error with its last words where it ends or does not answer, AbortError where it is given
 * up; it does not run then
 */
export async function startGrafana(options: GrafanaServerOptions): Promise<GrafanaServer> {
  const { home, configuration, port, adminPassword, env, signal } = options;
  const [executable, ...args] = home.command;
  const child = spawn(executable, [...args, '--homepath', home.path, '--config', configuration], {
    cwd: home.path,
    env: { ...commonEnvironment(), ...env, GF_SECURITY_ADMIN_PASSWORD: adminPassword },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords = keepLastLines(child);
  const ended = endOf(child, lastWords);
  // Whoever waits for it is told; nobody needs to.
  ended.catch(() => undefined);
  const over = new AbortController();
  try {
    await Promise.race([untilHealthy(port, AbortSignal.any([signal, over.signal]), lastWords), ended]);
  } catch (error) {
    await stop(child);
    throw error;
  } finally {
    over.abort();
  }
  return { ended, stop: () => stop(child) };
}

function commonEnvironment(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    })
  );
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function keepLastLines(child: Child): () => string {
  let tail = '';
  const keep = (chunk: string) => {
    tail = (tail + chunk).split('\n').slice(-KEPT_LINES).join('\n');
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  return () => tail.trim() || 'it said nothing';
}

async function endOf(child: Child, lastWords: () => string): Promise<never> {
  const [code, signal] = (await once(child, 'close').catch((error: unknown) => {
    throw new Error(`Grafana does not start: ${String(error)}`, { cause: error });
  })) as [number | null, string | null];
  throw new Error(`Grafana ended (${signal ?? code}): ${lastWords()}`);
}

async function untilHealthy(port: number, signal: AbortSignal, lastWords: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`http://${LOOPBACK}:${port}/api/health`).catch(() => null);
    if (answer?.ok === true) {
      return;
    }
    await delay(POLL_MS, undefined, { signal });
  }
  throw new Error(`Grafana does not answer after ${START_TIMEOUT_MS / 1000} s: ${lastWords()}`);
}

async function stop(child: Child): Promise<void> {
  // A process that never started has no id.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = once(child, 'exit');
  const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(overdue);
}
