import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from './paths';

/** Leaves out builds of what has not changed, for who starts the same program again and again. */

export interface BuildFacts {
  /** Names the build; one name, one build. */
  readonly name: string;
  /** Files and folders that it reads, absolute. One that is missing counts as such. */
  readonly inputs: readonly string[];
  /** Files that it makes, absolute. */
  readonly outputs: readonly string[];
}

/** Where it is kept what was built of what. */
const STAMPS = join(ROOT, 'node_modules/.cache/sre-metrics');

/**
 * Builds, unless inputs and outputs are those of the last time.
 *
 * @param build is not called where nothing has changed
 * @param folder of the stamps
 * @returns whether it was built
 * @throws what the build throws; then it is built the next time
 */
export async function buildOnce(facts: BuildFacts, build: () => Promise<unknown>, folder = STAMPS): Promise<boolean> {
  const stamp = join(folder, `${facts.name}.stamp`);
  // What is edited while it is built is built the next time.
  const before = await fingerprint(facts.inputs);
  const known = await readFile(stamp, 'utf8').catch(() => '');
  if (known === `${before} ${await fingerprint(facts.outputs)}` && (await areThere(facts.outputs))) {
    return false;
  }
  await build();
  await mkdir(folder, { recursive: true });
  await writeFile(stamp, `${before} ${await fingerprint(facts.outputs)}`);
  return true;
}

async function areThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        () => true,
        () => false
      )
    )
  );
  return found.every((isThere) => isThere);
}

/** Of names, sizes and times of all files below: to read them all would take as long as some builds. */
async function fingerprint(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const line of await linesOf(path)) {
      hash.update(`${line}\n`);
    }
  }
  return hash.digest('hex');
}

async function linesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    return [`${path} is missing`];
  }
  if (!found.isDirectory()) {
    return [`${path} ${found.size} ${found.mtimeMs}`];
  }
  const names = (await readdir(path)).sort();
  return [path, ...(await Promise.all(names.map((name) => linesOf(join(path, name))))).flat()];
}
