/** Checks the page's types, where Grafana's packages for it are installed. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { canCheckPage } from '../tooling/preview-packages.mjs';

if (canCheckPage('Types are')) {
  const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc');
  process.exitCode = spawnSync(process.execPath, [tsc, '-p', import.meta.dirname], { stdio: 'inherit' }).status ?? 1;
}
