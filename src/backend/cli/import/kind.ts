import type { ClientBase } from 'pg';
import type { z } from 'zod';

import type { BadRow } from '../files/bad-file';

/** A validated row and where it stood. */
export interface NumberedRow<Row> {
  readonly line: number;
  readonly row: Row;
}

/** Rows that are read, checked and written together. */
export interface Batch<Row> {
  readonly rows: readonly NumberedRow<Row>[];
  /** What the file's header names. */
  readonly columns: ReadonlySet<string>;
}

/** What became of the rows of one batch. */
export interface BatchOutcome {
  readonly inserted: number;
  readonly updated: number;
  /** Rows that name what does not exist, as far as that is known only once the rows before are there. */
  readonly badRows: readonly BadRow[];
}

/** One kind of file: its columns, and how a batch of rows gets into the database. */
export interface ImportKind<Row> {
  /** Field names are the columns; optional fields may be missing from the header. */
  readonly schema: z.ZodObject<Readonly<Record<string, z.ZodType>>> & z.ZodType<Row>;
  /** What must hold between a row's fields; null where it does. */
  readonly complaint: (row: Row) => Omit<BadRow, 'line'> | null;
  /** By which a record is known again; two rows of one file may not share it. */
  readonly keyOf: (row: Row) => string;
  /** Rows that name what does not exist, or that would leave a record which says too little. Writes nothing. */
  readonly check: (client: ClientBase, batch: Batch<Row>) => Promise<readonly BadRow[]>;
  /**
   * Inserts what is new and updates what differs, in the caller's transaction. Of a record that is there, columns that
   * the file does not have stay as they are.
   */
  readonly write: (client: ClientBase, batch: Batch<Row>) => Promise<BatchOutcome>;
}

/** The columns of a kind of file, in the order of its documentation. */
export function columnsOf<Row>({ schema }: ImportKind<Row>): readonly { name: string; required: boolean }[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    required: !field.safeParse(undefined).success,
  }));
}

/** Rows as the JSON parameter of `jsonb_to_recordset`, each with its line. */
export function asJson<Row extends object>(rows: readonly NumberedRow<Row>[]): string {
  return JSON.stringify(rows.map(({ line, row }) => ({ line, ...row })));
}

/** The same of some columns alone, where the others would only make it large. */
export function columnsAsJson<Row extends object>(
  rows: readonly NumberedRow<Row>[],
  columns: readonly (keyof Row & string)[]
): string {
  const picked = (row: Row) => Object.fromEntries(columns.map((column) => [column, row[column]]));
  return asJson(rows.map(({ line, row }) => ({ line, row: picked(row) })));
}

/** Counts of `returning (xmax = 0) as inserted`: a fresh row version has no deleting transaction. */
export function countWrites(rows: readonly { readonly inserted: boolean }[]): { inserted: number; updated: number } {
  const inserted = rows.filter((row) => row.inserted).length;
  return { inserted, updated: rows.length - inserted };
}

interface MissingRow {
  readonly line: number;
  readonly name: string;
}

/** Bad rows for names that the database does not hold. */
export function missingNames(column: string, what: string, advice: string, rows: readonly MissingRow[]): BadRow[] {
  return rows.map(({ line, name }) => ({ line, column, reason: `there is no ${what} "${name}"; ${advice}` }));
}
