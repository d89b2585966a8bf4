/**
 * Bun's binary for a platform, which compiling puts the bundle into. They come from npm alone: the
 * host's is installed, others are fetched once into a cache and checked against package-lock.json.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { ROOT } from './paths';
import type { Platform } from './platforms';

const CACHE = join(ROOT, 'node_modules/.cache/bun-runtimes');

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
});

/** The Bun that compiles. */
export const BUN = join(ROOT, 'node_modules/bun/bin/bun.exe');

function lockedPackage(path: string): { version: string; integrity: string } {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const { version, integrity } = lock.packages[path] ?? {};
  if (version === undefined || integrity === undefined) {
    throw new Error(`package-lock.json does not name ${path}; run "npm install".`);
  }
  return { version, integrity };
}

/** npm as the program that runs this script, or the one on PATH. */
function npm(args: readonly string[]): void {
  const path = process.env['npm_execpath'];
  const [command, first] = path === undefined ? ['npm', []] : [process.execPath, [path]];
  execFileSync(command, [...first, ...args], { cwd: CACHE, stdio: ['ignore', 'ignore', 'inherit'] });
}

function verify(tarball: string, integrity: string): void {
  const actual = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (actual !== integrity) {
    rmSync(tarball);
    throw new Error(`${tarball} is not what package-lock.json names: ${actual} instead of ${integrity}.`);
  }
}

function fetchRuntime(bunName: string, file: string): string {
  const { version, integrity } = lockedPackage(`node_modules/@oven/bun-${bunName}`);
  const folder = join(CACHE, `${bunName}-${version}`);
  const binary = join(folder, 'bin', file);
  if (existsSync(binary)) {
    return binary;
  }
  console.log(`Fetching Bun ${version} for ${bunName} from npm…`);
  mkdirSync(CACHE, { recursive: true });
  npm(['pack', '--silent', `@oven/bun-${bunName}@${version}`, '--pack-destination', CACHE]);
  const tarball = join(CACHE, `oven-bun-${bunName}-${version}.tgz`);
  verify(tarball, integrity);
  execFileSync('tar', ['-xzf', tarball], { cwd: CACHE });
  renameSync(join(CACHE, 'package'), folder);
  rmSync(tarball);
  return binary;
}

/** Path of Bun's binary for `platform`, fetched where it is not at hand. */
export function bunRuntime({ bun, extension }: Platform): string {
  // npm installs the host's package only, and Bun's own set-up moves its binary to BUN.
  const isHosts = existsSync(join(ROOT, `node_modules/@oven/bun-${bun}/package.json`));
  return isHosts ? BUN : fetchRuntime(bun, `bun${extension}`);
}
