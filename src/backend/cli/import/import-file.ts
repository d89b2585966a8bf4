import type { ClientBase } from 'pg';

import { BadFile } from '../files/bad-file';
import { requireSchema } from '../require-schema';
import { readBatches } from './batches';
import { checkFile } from './check-file';
import type { ImportKind } from './kind';
import { withKind } from './kinds';
import type { ImportKindName } from './kinds';
import { withReadableTwice } from './readable-twice';

export interface ImportProgress {
  /** The whole file is checked before anything of it is loaded. */
  readonly step: 'checked' | 'loaded';
  /** So far. */
  readonly rows: number;
}

export interface ImportRequest {
  /** Signed in as a member of sre_metrics_writer. */
  readonly client: ClientBase;
  /** Path of the CSV file. */
  readonly file: string;
  readonly kind: ImportKindName;
  /** Told after each batch. */
  readonly onProgress: (progress: ImportProgress) => void;
}

export interface ImportCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Two imports at once would wait for each other's rows in a circle; so the second waits for the first. */
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('sre-metrics import', 0))`;

/**
 * Loads a CSV file, all of it or nothing: one transaction, which PostgreSQL undoes by itself when
 * the process dies. The whole file is checked first. Loading a file again changes nothing.
 *
 * @throws BadFile with line, column and reason of the first bad rows; Failure for a file that
 *   cannot be read or a database without the schema; whatever PostgreSQL says
 */
export async function importFile(request: ImportRequest): Promise<ImportCounts> {
  const { client, kind, file } = request;
  await requireSchema(client, 'an import');
  return await withReadableTwice(file, async (path) => {
    await client.query('begin');
    try {
      await client.query(ONE_AT_A_TIME);
      const counts = await withKind(kind, (chosen) => load(request, path, chosen));
      await client.query('commit');
      return counts;
    } catch (error) {
      // On a lost connection this fails as well; the first error is the one to tell.
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

async function load<Row extends object>(
  { client, file, onProgress }: ImportRequest,
  path: string,
  kind: ImportKind<Row>
): Promise<ImportCounts> {
  const badRows = await checkFile(client, { file, path }, kind, (rows) => onProgress({ step: 'checked', rows }));
  const total = { rows: 0, inserted: 0, updated: 0 };
  for await (const batch of readBatches({ file, path }, kind, badRows)) {
    const outcome = await kind.write(client, batch);
    total.rows += batch.rows.length;
    total.inserted += outcome.inserted;
    total.updated += outcome.updated;
    badRows.add(outcome.badRows);
    onProgress({ step: 'loaded', rows: total.rows });
  }
  if (badRows.count > 0) {
    throw new BadFile(file, badRows);
  }
  const { rows, inserted, updated } = total;
  return { inserted, updated, unchanged: rows - inserted - updated };
}
