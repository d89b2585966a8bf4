import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Where this file lies as long as it is a source and in no bundle. */
const SOURCE_FOLDER = join('src', 'backend', 'aurora');

/**
 * A folder of SQL files: beside the packaged executable or the bundle, or in the sources.
 *
 * @param name below `db`
 * @param file one that lies in it
 * @param here folder of the running code. Default: of this file, of its bundle or executable once built
 * @throws Error with the folder's path where it or the file is missing
 */
export function sqlFolder(name: 'migrations' | 'gate', file: string, here = __dirname): string {
  const isSource = here.endsWith(`${sep}${SOURCE_FOLDER}`);
  const folder = isSource ? join(here, '../../../db', name) : join(here, name);
  if (!existsSync(join(folder, file))) {
    throw new Error(
      `${join(folder, file)} is missing. In a checkout run "npm run build:backend"; else unpack the plugin once more.`
    );
  }
  return folder;
}
