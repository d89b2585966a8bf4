import { createReadStream } from 'node:fs';

import type { ClientBase } from 'pg';

import { BadFile } from './bad-file';
import type { BadRow } from './bad-file';
import type { ImportKind, NumberedRow } from './kind';
import { withKind } from './kinds';
import type { ImportKindName } from './kinds';
import { readRows } from './read-rows';

export interface ImportRequest {
  readonly client: ClientBase;
  /** Path of the CSV file. */
  readonly file: string;
  readonly kind: ImportKindName;
  /** Told the number of rows read, after each batch. */
  readonly onProgress: (rows: number) => void;
}

export interface ImportCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Rows of one statement: large enough that round trips do not count, small enough to hold. */
const BATCH_ROWS = 2_000;

/**
 * Loads a CSV file, all of it or nothing: one transaction, which PostgreSQL undoes by itself when
 * the process dies. Loading a file again changes nothing.
 *
 * @throws BadFile with line, column and reason of every bad row
 */
export async function importFile({ client, file, kind, onProgress }: ImportRequest): Promise<ImportCounts> {
  await client.query('begin');
  try {
    const counts = await withKind(kind, (chosen) => load(client, file, chosen, onProgress));
    await client.query('commit');
    return counts;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function load<Row extends object>(
  client: ClientBase,
  file: string,
  kind: ImportKind<Row>,
  onProgress: (rows: number) => void
): Promise<ImportCounts> {
  const badRows: BadRow[] = [];
  const total = { rows: 0, inserted: 0, updated: 0 };
  let batch: NumberedRow<Row>[] = [];
  const flush = async () => {
    const outcome = await kind.write(client, batch);
    total.rows += batch.length;
    total.inserted += outcome.inserted;
    total.updated += outcome.updated;
    badRows.push(...outcome.badRows);
    batch = [];
    onProgress(total.rows);
  };
  for await (const read of readRows(createReadStream(file), kind)) {
    if (!read.ok) {
      badRows.push(...read.badRows);
      continue;
    }
    batch.push(read);
    if (batch.length === BATCH_ROWS) {
      await flush();
    }
  }
  if (batch.length > 0) {
    await flush();
  }
  if (badRows.length > 0) {
    throw new BadFile(
      file,
      badRows.toSorted((a, b) => a.line - b.line)
    );
  }
  const { rows, inserted, updated } = total;
  return { inserted, updated, unchanged: rows - inserted - updated };
}
