import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../../tooling/paths';
import { PREVIEW } from './folders';

/** What they take on the disk, without what `preview/trim.mjs` takes out. */
const INSTALLED_MB = 240;

/** A lock file of npm, as far as it is read here. */
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

/**
 * Installs the page's packages where they are missing or others than the lock file names.
 *
 * @param print is handed one line before a minute of waiting
 * @throws Error that says what to run by hand
 */
export async function installPackages(print: (line: string) => void): Promise<void> {
  if (await isInstalled()) {
    return;
  }
  print(`Installing Grafana's packages for the preview into preview/node_modules (about ${INSTALLED_MB} MB, once)`);
  const npm = spawn('npm', ['run', '--silent', 'preview:install'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code] = (await once(npm, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error("The preview's packages could not be installed. See above, then run: npm run preview:install");
  }
}

async function isInstalled(): Promise<boolean> {
  const [locked, installed] = await Promise.all([
    readLock('package-lock.json'),
    // npm writes it last, once everything is in place.
    readLock('node_modules/.package-lock.json').catch(() => undefined),
  ]);
  return Object.entries(locked.packages).every(
    ([path, { version, optional }]) =>
      !path.startsWith('node_modules/') || optional === true || installed?.packages[path]?.version === version
  );
}

async function readLock(path: string): Promise<Lock> {
  return JSON.parse(await readFile(join(PREVIEW, path), 'utf8')) as Lock;
}
