import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { zipSync } from 'fflate';
import type { Zippable } from 'fflate';

/** The `os` byte of a zip entry whose attributes are Unix modes. */
const UNIX = 3;
const REGULAR_FILE = 0o100000;
/** The earliest time a zip can hold: the same content gives the same archive. */
const FIXED_TIME = new Date(1980, 0, 1);

/**
 * Writes `parent/folder` and all below it to `zipPath`, modes kept, names starting with `folder`.
 * A Windows host has no modes, so what `isExecutable` names gets 0755 and the rest 0644.
 */
export function zipFolder(
  parent: string,
  folder: string,
  zipPath: string,
  isExecutable: (name: string) => boolean
): void {
  const files = readdirSync(join(parent, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(parent, folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  const entries: Zippable = {};
  for (const path of files) {
    const name = relative(parent, path).replaceAll('\\', '/');
    const mode = REGULAR_FILE | (isExecutable(name) ? 0o755 : 0o644);
    entries[name] = [readFileSync(path), { os: UNIX, attrs: mode << 16, mtime: FIXED_TIME }];
  }
  writeFileSync(zipPath, zipSync(entries, { level: 6 }));
}
