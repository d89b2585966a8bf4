/**
 * `npm run test:postgres -- 16`: the tests of the database on that major version of PostgreSQL, each server of theirs
 * included. What follows the version goes to jest; without a file or folder the tests are those of
 * test/integration and src/backend/aurora.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { EMBEDDED_POSTGRES } from './embedded-database';
import { installEmbeddedPostgres } from './other-postgres';
import { ROOT } from './paths';
import { run } from './run';

const TESTS = ['test/integration', 'src/backend/aurora'];

run(() => {
  const [major = '', ...args] = process.argv.slice(2);
  const { version, entry } = installEmbeddedPostgres(major);
  console.log(`PostgreSQL ${version}`);
  // What is neither a file nor a folder is an option of jest, or belongs to one.
  const tests = args.some((arg) => existsSync(join(ROOT, arg))) ? [] : TESTS;
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'backend', '--testPathPatterns'];
  process.exitCode =
    spawnSync(process.execPath, [...jest, ...tests, ...args], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, [EMBEDDED_POSTGRES]: entry },
    }).status ?? 1;
});
