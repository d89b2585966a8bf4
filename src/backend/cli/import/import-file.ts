import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

import type { ClientBase } from 'pg';

import { BadFile, BadRows } from '../files/bad-file';
import { unreadableFile } from '../files/unreadable-file';
import type { ImportKind, NumberedRow } from './kind';
import { withKind } from './kinds';
import type { ImportKindName } from './kinds';
import { readRows } from './read-rows';

export interface ImportRequest {
  /** Signed in as a member of sre_metrics_writer. */
  readonly client: ClientBase;
  /** Path of the CSV file. */
  readonly file: string;
  readonly kind: ImportKindName;
  /** Told the number of rows written, after each batch. */
  readonly onProgress: (rows: number) => void;
}

export interface ImportCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Rows of one statement: large enough that round trips do not count, small enough to hold. */
const BATCH_ROWS = 2_000;

/** Two imports at once would wait for each other's rows in a circle; so the second waits for the first. */
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('sre-metrics import', 0))`;

/**
 * Loads a CSV file, all of it or nothing: one transaction, which PostgreSQL undoes by itself when
 * the process dies. Loading a file again changes nothing.
 *
 * @throws BadFile with line, column and reason of the first bad rows; Failure for a file that
 *   cannot be read; whatever PostgreSQL says
 */
export async function importFile(request: ImportRequest): Promise<ImportCounts> {
  const { client, kind } = request;
  await client.query('begin');
  try {
    await client.query(ONE_AT_A_TIME);
    const counts = await withKind(kind, (chosen) => load(request, chosen));
    await client.query('commit');
    return counts;
  } catch (error) {
    // On a lost connection this fails as well; the first error is the one to tell.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function load<Row extends object>(
  { client, file, onProgress }: ImportRequest,
  kind: ImportKind<Row>
): Promise<ImportCounts> {
  const badRows = new BadRows();
  const total = { rows: 0, inserted: 0, updated: 0 };
  for await (const batch of batches(file, kind, badRows)) {
    const outcome = await kind.write(client, batch);
    total.rows += batch.length;
    total.inserted += outcome.inserted;
    total.updated += outcome.updated;
    badRows.add(outcome.badRows);
    onProgress(total.rows);
  }
  if (badRows.count > 0) {
    throw new BadFile(file, badRows);
  }
  const { rows, inserted, updated } = total;
  return { inserted, updated, unchanged: rows - inserted - updated };
}

async function* batches<Row extends object>(
  file: string,
  kind: ImportKind<Row>,
  badRows: BadRows
): AsyncGenerator<readonly NumberedRow<Row>[]> {
  let batch: NumberedRow<Row>[] = [];
  for await (const read of readRows(Readable.from(bytesOf(file)), kind)) {
    if (!read.ok) {
      badRows.add(read.badRows);
      continue;
    }
    batch.push(read);
    if (batch.length === BATCH_ROWS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadableFile(file, error);
  }
}
