import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { PREVIEW } from './folders';

/** npm writes it last, once everything is in place. */
const INSTALLED = join(PREVIEW, 'node_modules/.package-lock.json');

/**
 * Installs the page's packages where they are missing.
 *
 * @param tell is handed one line before a minute of waiting
 * @throws Error that says what to run by hand
 */
export async function installPackages(tell: (line: string) => void): Promise<void> {
  if (existsSync(INSTALLED)) {
    return;
  }
  tell("Installing Grafana's packages for the preview into preview/node_modules (about 480 MB, once)");
  const npm = spawn('npm', ['ci', '--prefix', PREVIEW, '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code] = (await once(npm, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error("The preview's packages could not be installed. See above, then run: npm ci --prefix preview");
  }
}
