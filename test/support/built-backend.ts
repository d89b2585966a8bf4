import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUNDLE, buildBackend } from '../../tooling/backend-bundle';

/**
 * The backend as the run's processes start it: bundled once from the sources as they are. From the sources themselves
 * each start would compile them all anew, which takes four times as long.
 */

const FOLDER_VARIABLE = 'SRE_METRICS_TEST_BACKEND';

/** For the run's set-up; every test process inherits where it is. */
export async function buildTestBackend(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sre-metrics-backend-'));
  process.env[FOLDER_VARIABLE] = folder;
  await buildBackend(folder);
}

/** For the run's end. */
export async function removeTestBackend(): Promise<void> {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder !== undefined) {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The command that starts it, to which arguments are added.
 *
 * @param nodeFlags for example `--max-old-space-size=64`
 * @throws Error outside a run of jest's project `backend`
 */
export function builtBackend(nodeFlags: readonly string[] = []): readonly [program: string, ...args: string[]] {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) {
    throw new Error(`${FOLDER_VARIABLE} is not set: test/support/global-setup.ts builds the backend and sets it.`);
  }
  return [process.execPath, ...nodeFlags, join(folder, BUNDLE)];
}
