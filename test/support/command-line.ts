import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { runCommandLine } from '../../src/backend/cli/command-line';
import { builtBackend } from './built-backend';

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `sre-metrics` in this process; `env` is all the environment it sees. */
export async function sreMetrics(
  args: readonly string[],
  env: Readonly<Record<string, string>>
): Promise<CommandResult> {
  const out: string[] = [];
  const err: string[] = [];
  const output = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    progress: () => undefined,
  };
  const status = await runCommandLine(['node', 'sre-metrics', ...args], output, { ...env });
  return { status, out: out.join('\n'), err: err.join('\n') };
}

/** Starts `sre-metrics` as a process of its own. */
export function spawnSreMetrics(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  nodeFlags: readonly string[] = []
): ChildProcessByStdio<null, Readable, Readable> {
  const [program, ...first] = builtBackend(nodeFlags);
  return spawn(program, [...first, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A folder for a test's files, and how to write one. */
export interface Folder {
  readonly path: string;
  /** Returns the file's path. */
  write(name: string, text: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

export async function temporaryFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'sre-metrics-test-'));
  return {
    path,
    write: async (name, text) => {
      const file = join(path, name);
      await writeFile(file, text);
      return file;
    },
    remove: () => rm(path, { recursive: true }),
  };
}
