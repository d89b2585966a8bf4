/** `npm run build:backend` */
import { relative } from 'node:path';

import { BUNDLE, BUNDLE_OPTIONS, COMPANIONS, buildBackend } from './backend-bundle';
import { isBuilt } from './is-built';
import { ROOT } from './paths';
import { run } from './run';

run(async () => {
  if (isBuilt([BUNDLE, ...COMPANIONS])) {
    return;
  }
  const { bytes } = await buildBackend();
  console.log(`Backend built: ${relative(ROOT, BUNDLE_OPTIONS.outfile)} (${(bytes / 1e6).toFixed(1)} MB)`);
});
