/**
 * Checks the page's types, where Grafana's packages for it are installed. Elsewhere it says that it did
 * not; with CI=true that is a failure.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const preview = dirname(fileURLToPath(import.meta.url));

if (existsSync(join(preview, 'node_modules/.package-lock.json'))) {
  const tsc = join(preview, '../node_modules/typescript/bin/tsc');
  process.exitCode = spawnSync(process.execPath, [tsc, '-p', preview], { stdio: 'inherit' }).status ?? 1;
} else {
  console.log("Types of the preview's page are NOT checked: its packages are missing. Run: npm run preview:install");
  process.exitCode = process.env.CI === 'true' ? 1 : 0;
}
