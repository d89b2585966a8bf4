import { join } from 'node:path';

import { buildOnce } from '../../tooling/build-once';
import { bundlePage } from './bundle';
import { BUNDLE_FOLDER, PREVIEW } from './folders';
import { installPackages } from './packages';

const READ = ['page', 'contract', 'server/bundle.ts', 'package-lock.json', 'tsconfig.json'];

/**
 * Makes the page ready to be served; a bundle of what has not changed is taken as it is.
 *
 * @param print is handed a line before a minute of waiting
 * @throws Error where packages or bundle cannot be had
 */
export async function preparePage(print: (line: string) => void): Promise<void> {
  await installPackages(print);
  const inputs = READ.map((path) => join(PREVIEW, path));
  await buildOnce({ name: 'preview-page', inputs, outputs: [join(BUNDLE_FOLDER, 'page.js')] }, bundlePage);
}
