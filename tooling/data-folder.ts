import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { errorCode } from '../src/backend/aurora/advice';

/** Where an embedded server keeps its files. */
export interface DataFolder {
  readonly path: string;
  /** To be called once the server has stopped. Removes a folder that was made for it; leaves one that was given. */
  release(): Promise<void>;
}

export interface TlsFiles {
  readonly certPem: string;
  readonly keyPem: string;
}

/** A server that is told to stop as this process ends may write its last files while they are removed. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

/**
 * Takes a folder that is missing or empty; without one, a temporary folder that goes when it is
 * released. However this process ends, the server ends after it, and a temporary folder goes.
 *
 * @param inMemory have the temporary folder in memory, where the machine has room for it
 * @throws Error that names the folder where it cannot serve
 */
export async function claimFolder(path: string | undefined, inMemory = false): Promise<DataFolder> {
  if (path !== undefined) {
    await requireFreeFolder(path);
    const unguard = guard(path, 'keep');
    return {
      path,
      release: () => {
        unguard();
        return Promise.resolve();
      },
    };
  }
  return temporaryFolder('sre-metrics-pg-', inMemory ? await roomInMemory() : tmpdir());
}

/** Where Linux keeps files in memory, and how much must be free there: a container may have no more than 64 MiB. */
const MEMORY = { path: '/dev/shm', leastFreeBytes: 4 * 2 ** 30 } as const;

/** A folder whose files are in memory; where there is no such or little room in it, that of temporary files. */
async function roomInMemory(): Promise<string> {
  const free = await statfs(MEMORY.path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0
  );
  return free >= MEMORY.leastFreeBytes ? MEMORY.path : tmpdir();
}

/**
 * A new temporary folder that goes when it is released, or after this process, however that ends.
 *
 * @param parent default: the folder of temporary files
 */
export async function temporaryFolder(prefix: string, parent = tmpdir()): Promise<DataFolder> {
  const path = join(parent, prefix + randomBytes(6).toString('hex'));
  // First: between the two this process may end.
  const unguard = guard(path, 'remove');
  await mkdir(path, { mode: 0o700 });
  return {
    path,
    release: async () => {
      await rm(path, REMOVAL);
      unguard();
    },
  };
}

/**
 * Has an end of this process end the server of a folder, and remove the folder where wanted.
 *
 * @returns takes the guard away
 */
function guard(folder: string, then: 'keep' | 'remove'): () => void {
  if (process.platform === 'win32') {
    // The package's own hooks end the server there.
    const atExit = () => (then === 'remove' ? rmSync(folder, REMOVAL) : undefined);
    process.once('exit', atExit);
    return () => process.off('exit', atExit);
  }
  const child = spawn('/bin/sh', [join(__dirname, 'folder-guard.sh'), folder, then], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  // A pipe, which keeps this process alive unless it is told not to.
  (child.stdin as unknown as Socket).unref();
  return () => void child.kill();
}

async function requireFreeFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT') {
      return [];
    }
    throw new Error(`The folder ${folder} cannot be used (${code}). Choose another.`, { cause: error });
  });
  if (entries.length > 0) {
    throw new Error(`The folder ${folder} is not empty. Choose another, or empty it.`);
  }
}

/** Puts certificate and key where the server looks for them, readable to the folder's owner alone. */
export async function writeTlsFiles(folder: string, { certPem, keyPem }: TlsFiles): Promise<void> {
  const { uid, gid } = await stat(folder);
  for (const [name, text] of [
    ['server.crt', certPem],
    ['server.key', keyPem],
  ] as const) {
    const path = join(folder, name);
    await writeFile(path, text);
    await chmod(path, 0o600);
    if (process.getuid?.() === 0) {
      await chown(path, uid, gid);
    }
  }
}
