import { rmSync } from 'node:fs';
import { chmod, chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { errorCode } from '../src/backend/aurora/advice';

/** Where an embedded server keeps its files. */
export interface DataFolder {
  readonly path: string;
  /** Removes a folder that was made for the server; leaves one that was given. */
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
 * released, or with this process, however that ends short of a kill.
 *
 * @throws Error that names the folder where it cannot serve
 */
export async function claimFolder(path: string | undefined): Promise<DataFolder> {
  if (path !== undefined) {
    await refuseTakenFolder(path);
    return { path, release: () => Promise.resolve() };
  }
  const temporary = await mkdtemp(join(tmpdir(), 'sre-metrics-pg-'));
  const removeAtExit = () => rmSync(temporary, REMOVAL);
  process.once('exit', removeAtExit);
  return {
    path: temporary,
    release: async () => {
      process.off('exit', removeAtExit);
      await rm(temporary, REMOVAL);
    },
  };
}

async function refuseTakenFolder(folder: string): Promise<void> {
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
