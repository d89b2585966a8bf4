import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import type { LogLine } from '../worker-process';

const ROOT = join(__dirname, '../../..');
const MINUTE_MS = 60_000;

/** Builds all functions as `npm run build:lambda` does; returns what it printed. */
export async function buildLambdasInto(folder: string): Promise<string> {
  const tool = join(ROOT, 'tooling/build-lambda.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', tool, '--out', folder], {
    cwd: ROOT,
  });
  return stdout;
}

/** How an invocation ended. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** A function as AWS Lambda keeps it warm, from its built bundle. */
export interface LambdaProcess {
  readonly log: readonly LogLine[];
  invoke(event: unknown, remainingMs?: number): Promise<Outcome>;
  stop(): Promise<void>;
}

/** @param env all that the function sees */
export function startLambda(folder: string, env: Readonly<Record<string, string>>): LambdaProcess {
  const child = fork(join(__dirname, 'runtime.cjs'), [folder], {
    // The AWS SDK warns that next year's versions need Node 22.
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const log: LogLine[] = [];
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => log.push(JSON.parse(line) as LogLine));
  }
  return {
    log,
    invoke: async (event, remainingMs = MINUTE_MS) => {
      child.send({ event, remainingMs, functionName: basename(folder) });
      const [outcome] = (await once(child, 'message')) as [Outcome];
      return outcome;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
