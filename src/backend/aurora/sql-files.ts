import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A folder of SQL files: beside the packaged executable, beside the bundle, or in the sources.
 *
 * @param name below `db`
 * @param file one that lies in it
 * @throws Error where it lies nowhere
 */
export function sqlFolder(name: 'migrations' | 'gate', file: string): string {
  const candidates = [
    join(dirname(process.execPath), name),
    join(__dirname, name),
    join(__dirname, '../../../db', name),
  ];
  const found = candidates.find((folder) => existsSync(join(folder, file)));
  if (found === undefined) {
    throw new Error(`The folder "${name}" is missing beside ${process.execPath}. Unpack the plugin once more.`);
  }
  return found;
}
