import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { EXECUTABLE } from '../paths';

/** The platforms on which Grafana starts a script as well as a binary, as Go names them. */
const SCRIPT_PLATFORMS = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'] as const;

const USUAL_PLACES = [
  '/usr/local/bin/node',
  '/usr/bin/node',
  '/bin/node',
  '/opt/homebrew/bin/node',
  '/opt/local/bin/node',
  '/usr/local/node/bin/node',
  '/opt/node/bin/node',
  '/snap/bin/node',
];

/** A word of POSIX shell that stands for exactly `text`. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The launcher's text. `nodeCandidates` are absolute paths, tried in order. */
export async function renderLauncher(nodeCandidates: readonly string[]): Promise<string> {
  const template = await readFile(join(__dirname, 'launcher.sh'), 'utf8');
  return template.replace('@NODE_CANDIDATES@', () => nodeCandidates.map(quoted).join(' '));
}

/** Writes one launcher per platform into `folder`, next to the bundle. */
export async function writeLaunchers(folder: string): Promise<void> {
  const text = await renderLauncher([...new Set([process.execPath, ...USUAL_PLACES])]);
  for (const platform of SCRIPT_PLATFORMS) {
    const path = join(folder, `${EXECUTABLE}_${platform}`);
    await writeFile(path, text);
    await chmod(path, 0o755);
  }
}
