import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { unreadableFile } from '../files/unreadable-file';

/**
 * Lends a path that can be read more than once: that of the file, or of a copy where it is a pipe.
 *
 * @throws Failure for a file that cannot be read
 */
export async function withReadableTwice<T>(file: string, work: (path: string) => Promise<T>): Promise<T> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadableFile(file, error);
  });
  // A folder is told of by whoever reads it.
  if (found.isFile() || found.isDirectory()) {
    return await work(file);
  }
  const folder = await mkdtemp(join(tmpdir(), 'sre-metrics-import-'));
  try {
    const copy = join(folder, 'piped.csv');
    await pipeline(createReadStream(file), createWriteStream(copy, { mode: 0o600 }));
    return await work(copy);
  } finally {
    await rm(folder, { recursive: true });
  }
}
