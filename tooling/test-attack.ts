/**
 * `npm run test:attack`: test/attack by jest, which takes all further arguments. With `--soak` an hour of faults at random
 * under load takes their place; `--soak-minutes N` says for how long.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ROOT } from './paths';
import { run } from './run';

run(() => {
  const args = process.argv.slice(2);
  const program = args.includes('--soak')
    ? ['--import', 'tsx', join(ROOT, 'test/attack/soak/main.ts')]
    : [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', 'jest.attack.config.mjs'];
  process.exitCode = spawnSync(process.execPath, [...program, ...args], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
});
