/** Checks the page's types, where Grafana's packages for it are installed. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const preview = dirname(fileURLToPath(import.meta.url));

if (existsSync(join(preview, 'node_modules/.package-lock.json'))) {
  const tsc = join(preview, '../node_modules/typescript/bin/tsc');
  process.exitCode = spawnSync(process.execPath, [tsc, '-p', preview], { stdio: 'inherit' }).status ?? 1;
} else {
  console.log("Types of the preview's page are not checked: its packages are missing. Run: npm run preview:install");
}
