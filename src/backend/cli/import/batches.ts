import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

import type { BadRows } from '../files/bad-file';
import { unreadableFile } from '../files/unreadable-file';
import type { Batch, ImportKind, NumberedRow } from './kind';
import { readRows } from './read-rows';

/** A file as it was named, and where it is read. */
export interface ReadFile {
  readonly file: string;
  readonly path: string;
}

/** Rows of one statement: large enough that round trips do not count, small enough to hold. */
const BATCH_ROWS = 2_000;

/**
 * The good rows of a file, many at once; the bad ones go where they are collected.
 *
 * @param mostBad ends once so many bad rows are there; default: at the file's end
 * @throws Failure for a file that cannot be read
 */
export async function* readBatches<Row extends object>(
  { file, path }: ReadFile,
  kind: ImportKind<Row>,
  badRows: BadRows,
  mostBad = Infinity
): AsyncGenerator<Batch<Row>> {
  let rows: NumberedRow<Row>[] = [];
  let columns: ReadonlySet<string> = new Set();
  for await (const read of readRows(Readable.from(bytesOf(file, path)), kind)) {
    if (!read.ok) {
      badRows.add(read.badRows);
      if (badRows.count >= mostBad) {
        break;
      }
      continue;
    }
    columns = read.columns;
    rows.push(read);
    if (rows.length === BATCH_ROWS) {
      yield { rows, columns };
      rows = [];
    }
  }
  if (rows.length > 0) {
    yield { rows, columns };
  }
}

async function* bytesOf(file: string, path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadableFile(file, error);
  }
}
