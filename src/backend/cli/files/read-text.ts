import { readFile } from 'node:fs/promises';

import { badRequest } from '../../../model/failure';
import { unreadableFile } from './unreadable-file';

/** Tens of thousands of entries; a longer file is something else. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The text of a file of settings.
 *
 * @param holds what it should hold, as `SLOs`
 * @throws Failure for a file that cannot be read, is too long or not UTF-8
 */
export async function readText(file: string, holds: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadableFile(file, error);
  });
  if (bytes.length > MAX_BYTES) {
    throw badRequest(`${file} is longer than ${MAX_BYTES / 1024 / 1024} MiB.`, `Is it a file of ${holds}?`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest(`${file} is not UTF-8.`);
  }
}
