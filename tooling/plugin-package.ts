/** The installable zip of one platform. */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { z } from 'zod';

import { BUNDLE, COMPANIONS } from './backend-bundle';
import { compileExecutable } from './executable';
import { ARTIFACTS, DIST, EXECUTABLE, PLUGIN_ID, ROOT } from './paths';
import { PLATFORMS } from './platforms';
import type { Platform } from './platforms';
import { zipFolder } from './zip';

const STAGE = join(ARTIFACTS, 'stage');

const REQUIRED = ['module.js', 'plugin.json', 'README.md', 'CHANGELOG.md', 'LICENSE', BUNDLE, ...COMPANIONS];

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** The folder that holds the staged plugin folder of `platform`. */
export const stageOf = (platform: Platform): string => join(STAGE, platform.suffix);

export const zipPathOf = (platform: Platform): string =>
  join(ARTIFACTS, `${PLUGIN_ID}-${version()}.${platform.suffix}.zip`);

/** The platforms that `npm run package` has made. */
export const stagedPlatforms = (): Platform[] =>
  PLATFORMS.filter((platform) => existsSync(join(stageOf(platform), PLUGIN_ID)));

/** Lays out the plugin folder of `platform` as it will be unzipped into Grafana's plugin folder. */
function stage(platform: Platform): void {
  const missing = REQUIRED.filter((name) => !existsSync(join(DIST, name)));
  if (missing.length > 0) {
    throw new Error(`${DIST} lacks ${missing.join(', ')}; run "npm run build" first.`);
  }
  const folder = join(stageOf(platform), PLUGIN_ID);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Launchers and bundle are what the executable replaces.
  for (const name of readdirSync(DIST).filter((candidate) => !candidate.startsWith(EXECUTABLE))) {
    cpSync(join(DIST, name), join(folder, name), { recursive: true });
  }
  const executable = join(folder, `${EXECUTABLE}_${platform.suffix}${platform.extension}`);
  compileExecutable(platform, executable);
  chmodSync(executable, 0o755);
}

/** Zips the staged folder of `platform` and tells size and checksum. Returns the zip's path. */
export function zipStaged(platform: Platform): string {
  const zipPath = zipPathOf(platform);
  zipFolder(stageOf(platform), PLUGIN_ID, zipPath, (name) => name.startsWith(`${PLUGIN_ID}/${EXECUTABLE}_`));
  const size = `${(statSync(zipPath).size / 1e6).toFixed(1)} MB`;
  const sha256 = createHash('sha256').update(readFileSync(zipPath)).digest('hex');
  console.log(`${relative(ROOT, zipPath)}  ${size}  sha256 ${sha256}`);
  return zipPath;
}

/**
 * Makes the zip of `platform` from what `npm run build` left in `dist/`. Returns its path.
 *
 * @throws where `dist/` is incomplete, or Bun cannot be fetched or fails
 */
export function packagePlatform(platform: Platform): string {
  stage(platform);
  return zipStaged(platform);
}
