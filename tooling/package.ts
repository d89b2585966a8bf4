/**
 * `npm run package [-- --platform linux-amd64 …]`: installable zips, of this machine's platform
 * unless others are named; `--all` makes them for every platform.
 */
import { parseArgs } from 'node:util';

import { PLATFORMS, hostPlatform, platformNamed } from './platforms';
import type { Platform } from './platforms';
import { packagePlatform } from './plugin-package';
import { run } from './run';

function requestedPlatforms(): readonly Platform[] {
  const { values } = parseArgs({ options: { platform: { type: 'string', multiple: true }, all: { type: 'boolean' } } });
  if (values.all === true) {
    return PLATFORMS;
  }
  return values.platform === undefined ? [hostPlatform()] : values.platform.map(platformNamed);
}

run(() => {
  requestedPlatforms().forEach(packagePlatform);
});
