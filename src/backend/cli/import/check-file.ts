import type { ClientBase } from 'pg';

import { BadFile, BadRows, MAX_SHOWN_ROWS } from '../files/bad-file';
import { readBatches } from './batches';
import type { ReadFile } from './batches';
import type { ImportKind } from './kind';

/**
 * Looks at a file before anything of it is loaded: until its end, or until as many bad rows are found as are told.
 *
 * @param onChecked told the number of good rows so far
 * @returns the place for bad rows that only the loading can find; empty
 * @throws BadFile where there is any; Failure for a file that cannot be read
 */
export async function checkFile<Row extends object>(
  client: ClientBase,
  read: ReadFile,
  kind: ImportKind<Row>,
  onChecked: (rows: number) => void
): Promise<BadRows> {
  const badRows = new BadRows();
  let rows = 0;
  let isWhole = true;
  for await (const batch of readBatches(read, kind, badRows, MAX_SHOWN_ROWS)) {
    badRows.add(await kind.check(client, batch));
    rows += batch.rows.length;
    onChecked(rows);
    if (badRows.count >= MAX_SHOWN_ROWS) {
      isWhole = false;
      break;
    }
  }
  if (badRows.count > 0) {
    throw new BadFile(read.file, badRows, isWhole && badRows.count < MAX_SHOWN_ROWS);
  }
  return badRows;
}
