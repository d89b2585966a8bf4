import type { Readable } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import type { BadRow } from './bad-file';
import type { ImportKind, NumberedRow } from './kind';

/** A row as it was read: good, or bad for one or more reasons. */
export type ReadRow<Row> =
  ({ readonly ok: true } & NumberedRow<Row>) | { readonly ok: false; readonly badRows: readonly BadRow[] };

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads and validates a CSV file row by row. A file without a usable header, or whose quotes are
 * broken, ends with one bad row that says so.
 */
export async function* readRows<Row extends object>(
  input: Readable,
  kind: ImportKind<Row>
): AsyncGenerator<ReadRow<Row>> {
  const parser = input.pipe(
    parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true, encoding: 'utf8' })
  );
  // `pipe` does not pass errors on: a missing file would wait for ever.
  input.on('error', (error) => parser.destroy(error));
  const seen = new Map<string, number>();
  let header: readonly string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (header !== null) {
        yield readRow(record, info.lines, header, kind, seen);
        continue;
      }
      const complaint = headerComplaint(record, kind);
      if (complaint !== null) {
        yield { ok: false, badRows: [{ line: info.lines, column: null, reason: complaint }] };
        return;
      }
      header = record;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    yield { ok: false, badRows: [{ line: Number(error['lines'] ?? 1), column: null, reason: error.message }] };
    return;
  }
  if (header === null) {
    yield { ok: false, badRows: [{ line: 1, column: null, reason: 'the file is empty; it needs a header' }] };
  }
}

function headerComplaint<Row>(header: readonly string[], { schema }: ImportKind<Row>): string | null {
  const known = Object.keys(schema.shape);
  const required = known.filter((name) => !(schema.shape[name]?.safeParse(undefined).success ?? true));
  const unknown = header.filter((name) => !known.includes(name));
  const missing = required.filter((name) => !header.includes(name));
  const twice = header.filter((name, index) => header.indexOf(name) !== index);
  const complaints = [
    unknown.length > 0 && `unknown columns: ${unknown.join(', ')} (known: ${known.join(', ')})`,
    missing.length > 0 && `missing columns: ${missing.join(', ')}`,
    twice.length > 0 && `columns named twice: ${twice.join(', ')}`,
  ].filter((complaint) => complaint !== false);
  return complaints.length === 0 ? null : complaints.join('; ');
}

function readRow<Row extends object>(
  record: readonly string[],
  line: number,
  header: readonly string[],
  kind: ImportKind<Row>,
  seen: Map<string, number>
): ReadRow<Row> {
  const bad = (column: string | null, reason: string): ReadRow<Row> => ({
    ok: false,
    badRows: [{ line, column, reason }],
  });
  if (record.length !== header.length) {
    return bad(null, `has ${record.length} fields; the header has ${header.length}`);
  }
  // A blank field is an absent one.
  const fields = header.map((name, index) => [name, record[index]] as const).filter(([, value]) => value !== '');
  const parsed = kind.schema.safeParse(Object.fromEntries(fields));
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => ({
      line,
      column: issue.path.join('.'),
      reason: issue.code === 'invalid_type' ? 'is missing' : issue.message,
    }));
    return { ok: false, badRows: reasons };
  }
  const complaint = kind.complaint(parsed.data);
  if (complaint !== null) {
    return bad(complaint.column, complaint.reason);
  }
  const row = parsed.data;
  const earlier = seen.get(kind.keyOf(row));
  if (earlier !== undefined) {
    return bad(null, `is the same record as line ${earlier}`);
  }
  seen.set(kind.keyOf(row), line);
  return { ok: true, line, row };
}
