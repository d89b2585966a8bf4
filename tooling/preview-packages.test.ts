import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from './paths';

describe('checking types where the packages of the preview are missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sre-typecheck-'));

  beforeAll(() => {
    for (const file of ['preview/typecheck.mjs', 'tooling/preview-packages.mjs']) {
      mkdirSync(join(folder, file, '..'));
      cpSync(join(ROOT, file), join(folder, file));
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['is told', {}, 0],
    ['is a failure in CI', { CI: 'true' }, 1],
  ])('%s', (_, env, status) => {
    const { PATH } = process.env;
    const run = spawnSync(process.execPath, [join(folder, 'preview/typecheck.mjs')], {
      env: { ...(PATH !== undefined && { PATH }), ...env },
      encoding: 'utf8',
    });
    expect(run).toMatchObject({
      status,
      stdout: "Types are NOT checked in the preview's page: its packages are missing. Run: npm run preview:install\n",
    });
  });
});
