import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

import { DIST, ROOT } from './paths';

/** Environment variable: set to 1, what lies in `dist/` is taken as it is. For a run of many commands on one state. */
const BUILT = 'SRE_METRICS_BUILT';

/**
 * Whether a build may be left out, which it then says.
 *
 * @param names what the build makes, relative to `dist/`
 * @throws Error where the environment says that it is built and something is missing
 */
export function isBuilt(names: readonly string[], env: NodeJS.ProcessEnv = process.env, folder = DIST): boolean {
  if (env[BUILT] !== '1') {
    return false;
  }
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) {
    throw new Error(
      `${BUILT} is set, but ${folder} lacks ${missing.join(', ')}. Run "npm run build" without it first.`
    );
  }
  console.log(`Not built again (${BUILT}=1): ${names.map((name) => relative(ROOT, join(folder, name))).join(', ')}`);
  return true;
}
