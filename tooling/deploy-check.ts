/** `npm run deploy:check`: has cfn-lint, AWS's own linter of templates, read those in `deploy/`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './paths';
import { call, installPythonProgram } from './python-program';
import { run } from './run';

run(() => {
  const cfnLint = installPythonProgram({ name: 'cfn-lint', version: '1.58.0', extra: null, program: 'cfn-lint' });
  const templates = readdirSync(join(ROOT, 'deploy'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `deploy/${name}`);
  const paths = templates.map((path) => join(ROOT, path));
  call(cfnLint, paths, 'cfn-lint refuses a template.');
  console.log(`${call(cfnLint, ['--version'], '')} accepts ${templates.join(', ')}.`);
});
