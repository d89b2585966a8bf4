import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { BUNDLE_OPTIONS } from './backend-bundle';
import { BUN, bunRuntime } from './bun-runtime';
import type { Platform } from './platforms';

/**
 * Compiles the backend's bundle into one executable that needs no Node, at `outfile`.
 *
 * @throws where the bundle is missing or Bun fails; its own words are on stderr
 */
export function compileExecutable(platform: Platform, outfile: string): void {
  const runtime = bunRuntime(platform);
  rmSync(outfile, { force: true });
  const args = [
    'build',
    '--compile',
    `--target=bun-${platform.bun}`,
    `--compile-executable-path=${runtime}`,
    // An executable that reads .env or bunfig.toml of the folder it is started in could be steered by it.
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
    '--minify',
    // Errors and logs name classes.
    '--keep-names',
    `--outfile=${outfile}`,
    BUNDLE_OPTIONS.outfile,
  ];
  // Bun would fetch a runtime it lacks from elsewhere; a proxy that nobody listens on keeps it from that.
  const env = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };
  execFileSync(BUN, args, { cwd: dirname(outfile), env, stdio: ['ignore', 'ignore', 'inherit'] });
}
