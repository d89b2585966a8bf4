import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { BUNDLE } from './backend-bundle';
import { DIST, EXECUTABLE } from './paths';
import { hostPlatform } from './platforms';

/**
 * The command that runs the built backend on this machine: its launcher, as Grafana would start
 * it, or the bundle itself where there is no launcher (Windows).
 *
 * @throws Error where nothing is built
 */
export function backendCommand(): readonly string[] {
  const bundle = join(DIST, BUNDLE);
  if (!existsSync(bundle)) {
    throw new Error('The backend is not built; run: npm run build:backend');
  }
  const launcher = join(DIST, `${EXECUTABLE}_${hostPlatform().suffix}`);
  return existsSync(launcher) ? [launcher] : [process.execPath, bundle];
}
