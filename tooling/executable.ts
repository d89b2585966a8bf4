import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { buildSync } from 'esbuild';

import { BUNDLE_OPTIONS } from './backend-bundle';
import { BUN, bunRuntime } from './bun-runtime';
import type { Platform } from './platforms';

/**
 * The bundle as Bun gets it, at `outfile`. Bun would fix `__dirname` to this machine's folder; it is
 * to mean the folder of the executable, as it means the bundle's folder under Node.
 */
function minifiedBundle(outfile: string): void {
  buildSync({
    entryPoints: [BUNDLE_OPTIONS.outfile],
    outfile,
    platform: 'node',
    format: 'cjs',
    target: BUNDLE_OPTIONS.target,
    minify: true,
    // Errors and logs name classes.
    keepNames: true,
    legalComments: 'none',
    banner: { js: "const executableFolder = require('node:path').dirname(process.execPath);" },
    define: { __dirname: 'executableFolder', __filename: 'process.execPath' },
  });
}

/**
 * Compiles the backend's bundle into one executable that needs no Node, at `outfile`.
 *
 * @throws where the bundle is missing or Bun fails; its own words are on stderr
 */
export function compileExecutable(platform: Platform, outfile: string): void {
  const runtime = bunRuntime(platform);
  const script = join(dirname(outfile), 'backend.cjs');
  rmSync(outfile, { force: true });
  minifiedBundle(script);
  const args = [
    'build',
    '--compile',
    `--target=bun-${platform.bun}`,
    `--compile-executable-path=${runtime}`,
    // An executable that reads .env or bunfig.toml of the folder it is started in could be steered by it.
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
    `--outfile=${outfile}`,
    script,
  ];
  // Bun would fetch a runtime it lacks from elsewhere; a proxy that nobody listens on keeps it from that.
  const env = { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };
  execFileSync(BUN, args, { cwd: dirname(outfile), env, stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(script);
}
