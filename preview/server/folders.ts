import { join } from 'node:path';

import { ROOT } from '../../tooling/paths';

export const PREVIEW = join(ROOT, 'preview');

/** What esbuild makes of the page. */
export const BUNDLE_FOLDER = join(PREVIEW, 'dist');

/** Where finished dashboards are kept. */
export const DASHBOARDS = join(ROOT, 'dashboards');
