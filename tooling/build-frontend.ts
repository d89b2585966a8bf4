/** `npm run build:frontend`: the browser half, and a look at whether Grafana can load it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { isBuilt } from './is-built';
import { ROOT } from './paths';
import { run } from './run';

const node = (...args: readonly string[]) => execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });

run(() => {
  if (!isBuilt(['module.js', 'plugin.json'])) {
    node(join(ROOT, 'node_modules/webpack/bin/webpack.js'), '--mode', 'production');
    node(join(ROOT, 'tooling/check-module.mjs'));
  }
});
