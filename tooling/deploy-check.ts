/** `npm run deploy:check`: has cfn-lint, AWS's own linter of templates, read those in `deploy/`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from './paths';
import { run } from './run';

const CFN_LINT = '1.58.0';
/** Outside of the project, so that it is installed once a machine. */
const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const FOLDER = join(CACHE, 'sre-metrics', `cfn-lint-${CFN_LINT}`);
const PROGRAM = join(FOLDER, 'bin', 'cfn-lint');

/** @throws Error with what the program said where it fails */
function call(command: string, args: readonly string[], advice: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error([error?.message, stdout, stderr, advice].filter((text) => text?.trim()).join('\n'));
  }
  return stdout.trim();
}

function install(): void {
  if (existsSync(PROGRAM)) {
    return;
  }
  call('python3', ['--version'], 'cfn-lint needs Python 3; Debian: apt-get install python3 python3-venv');
  call('python3', ['-m', 'venv', '--clear', FOLDER], 'Debian: apt-get install python3-venv');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `cfn-lint==${CFN_LINT}`];
  call(join(FOLDER, 'bin', 'python'), pip, 'cfn-lint comes from PyPI, which must be reachable.');
}

run(() => {
  install();
  const templates = readdirSync(join(ROOT, 'deploy'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `deploy/${name}`);
  call(PROGRAM, templates, 'cfn-lint refuses a template.');
  console.log(`${call(PROGRAM, ['--version'], '')} accepts ${templates.join(', ')}.`);
});
