import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { stringify } from 'csv-stringify/sync';

import type { ImportKindName } from '../src/backend/cli/import/kinds';

/** A file that `sre-metrics import` loads. */
export interface ImportedFile {
  readonly kind: ImportKindName;
  readonly path: string;
}

/** Writes a file of these rows, whose keys are the columns, into a folder that need not be there yet. */
export async function writeCsv(
  folder: string,
  kind: ImportKindName,
  rows: readonly object[],
  name: string = kind
): Promise<ImportedFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.csv`);
  await writeFile(path, stringify([...rows], { header: true }));
  return { kind, path };
}
