import type { Readable } from 'node:stream';

import type { BadRow } from '../files/bad-file';
import { columnsOf } from './kind';
import type { ImportKind, NumberedRow } from './kind';
import { BrokenCsv, readRecords } from './read-records';
import type { CsvRecord } from './read-records';

/** A row as it was read: good, or bad for one or more reasons. */
export type ReadRow<Row> =
  | ({ readonly ok: true; readonly columns: ReadonlySet<string> } & NumberedRow<Row>)
  | { readonly ok: false; readonly badRows: readonly BadRow[] };

interface Header {
  /** In the file's order. */
  readonly names: readonly string[];
  readonly columns: ReadonlySet<string>;
}

/**
 * Reads and validates a CSV file row by row. A file without a usable header, or whose quotes are
 * broken, ends with one bad row that says so.
 */
export async function* readRows<Row extends object>(
  input: Readable,
  kind: ImportKind<Row>
): AsyncGenerator<ReadRow<Row>> {
  /** Lines by key. Nothing else here grows with the file, and a million keys take under 100 MB. */
  const lineByKey = new Map<string, number>();
  let header: Header | null = null;
  try {
    for await (const record of readRecords(input)) {
      if (header !== null) {
        yield readRow(record, header, kind, lineByKey);
        continue;
      }
      const complaint = headerComplaint(record.fields, kind);
      if (complaint !== null) {
        yield bad(record.line, null, complaint);
        return;
      }
      header = { names: record.fields, columns: new Set(record.fields) };
    }
  } catch (error) {
    if (!(error instanceof BrokenCsv)) {
      throw error;
    }
    yield bad(error.line, null, error.message);
    return;
  }
  if (header === null) {
    yield bad(1, null, 'the file is empty; its first line must name the columns');
  }
}

function bad(line: number, column: string | null, reason: string): { ok: false; badRows: readonly BadRow[] } {
  return { ok: false, badRows: [{ line, column, reason }] };
}

function headerComplaint<Row>(header: readonly string[], kind: ImportKind<Row>): string | null {
  const columns = columnsOf(kind);
  const columnNames = columns.map(({ name }) => name);
  const unknown = header.filter((name) => !columnNames.includes(name));
  const missing = columns.filter(({ name, required }) => required && !header.includes(name)).map(({ name }) => name);
  const twice = header.filter((name, index) => header.indexOf(name) !== index);
  const complaints = [
    missing.length > 0 && `missing columns: ${missing.join(', ')}`,
    twice.length > 0 && `columns named twice: ${twice.join(', ')}`,
    unknown.length > 0 && `unknown columns: ${unknown.join(', ')} (known: ${columnNames.join(', ')})`,
    header.length === 1 && /[;\t]/.test(header[0] ?? '') && 'fields must be separated by commas',
  ].filter((complaint) => complaint !== false);
  return complaints.length === 0 ? null : complaints.join('; ');
}

function readRow<Row extends object>(
  { line, fields }: CsvRecord,
  { names: header, columns }: Header,
  kind: ImportKind<Row>,
  lineByKey: Map<string, number>
): ReadRow<Row> {
  if (fields.length !== header.length) {
    return bad(line, null, `has ${fields.length} fields; the header has ${header.length}`);
  }
  // A blank field is an absent one.
  const presentFields = header
    .map((name, index) => [name, fields[index]] as const)
    .filter(([, value]) => value?.trim());
  const values: Readonly<Record<string, unknown>> = Object.fromEntries(presentFields);
  const parsed = kind.schema.safeParse(values);
  if (!parsed.success) {
    const badRows = parsed.error.issues
      .map(({ path, message }) => {
        const column = path.join('.');
        return { line, column, reason: values[column] === undefined ? 'is missing' : message };
      })
      .toSorted((a, b) => header.indexOf(a.column) - header.indexOf(b.column));
    return { ok: false, badRows };
  }
  const row = parsed.data;
  const complaint = kind.complaint(row);
  if (complaint !== null) {
    return bad(line, complaint.column, complaint.reason);
  }
  const key = kind.keyOf(row);
  const earlier = lineByKey.get(key);
  if (earlier !== undefined) {
    return bad(line, null, `is the same record as line ${earlier}`);
  }
  lineByKey.set(key, line);
  return { ok: true, line, row, columns };
}
