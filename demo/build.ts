import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { BUNDLE, buildBackend } from '../tooling/backend-bundle';
import { buildOnce } from '../tooling/build-once';
import { DIST, ROOT } from '../tooling/paths';

/** What the demo shows, built where it has changed since the last time. */

const inRoot = (...paths: readonly string[]) => paths.map((path) => join(ROOT, path));
/** What decides which packages there are. */
const PACKAGES = inRoot('package.json', 'package-lock.json', 'tsconfig.json');

/** @throws Error with what esbuild says */
export async function buildBackendOnce(): Promise<void> {
  const inputs = [...PACKAGES, ...inRoot('src', 'alerting', 'db', 'tooling')];
  await buildOnce({ name: 'demo-backend', inputs, outputs: [join(DIST, BUNDLE)] }, () => buildBackend());
}

/** @throws Error with what webpack said, which it says on its standard output */
export async function buildFrontendOnce(): Promise<void> {
  const inputs = [
    ...PACKAGES,
    ...inRoot('src', 'dashboards', 'docs/img', 'CHANGELOG.md', 'webpack.config.mjs', 'tooling'),
  ];
  await buildOnce({ name: 'demo-frontend', inputs, outputs: [join(DIST, 'module.js')] }, async () => {
    const options = { cwd: ROOT, shell: process.platform === 'win32' };
    await promisify(execFile)('npm', ['run', '--silent', 'build:frontend'], options).catch((error: unknown) => {
      const said = error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : '';
      throw new Error(`The plugin's browser half cannot be built.\n${said}`, { cause: error });
    });
  });
}
