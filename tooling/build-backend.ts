/** `npm run build:backend` */
import { relative } from 'node:path';

import { BUNDLE_OPTIONS, buildBackend } from './backend-bundle';
import { ROOT } from './paths';
import { run } from './run';

run(async () => {
  const { bytes } = await buildBackend();
  console.log(`Backend built: ${relative(ROOT, BUNDLE_OPTIONS.outfile)} (${(bytes / 1e6).toFixed(1)} MB)`);
});
