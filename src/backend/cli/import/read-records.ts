import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';

import { CsvError, parse } from 'csv-parse';
import type { Options } from 'csv-parse';

/** The fields of one record as they stand in the file, unquoted. */
export interface CsvRecord {
  /** The line the record begins on, counted from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A file that is no CSV from some line on. */
export class BrokenCsv extends Error {
  constructor(
    readonly line: number,
    reason: string
  ) {
    super(reason);
    this.name = 'BrokenCsv';
  }
}

/** Most characters of one record; a quote that is never closed would swallow the rest of the file. */
const MAX_RECORD = 100_000;

const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  CSV_MAX_RECORD_SIZE: `is longer than ${MAX_RECORD} characters; perhaps a quote is never closed`,
  CSV_INVALID_CLOSING_QUOTE: 'a quoted field goes on after its quote; double the quotes inside it',
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted; quote the field and double it',
};

interface RawRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

/**
 * Reads CSV (RFC 4180; line ends of any kind, a byte order mark, blank lines) record by record.
 *
 * @throws BrokenCsv where quotes are broken; whatever the stream says
 */
export async function* readRecords(input: Readable): AsyncGenerator<CsvRecord> {
  const position = new Position();
  const options: Options<CsvRecord, RawRecord> = {
    bom: true,
    encoding: 'utf8',
    max_record_size: MAX_RECORD,
    // csv-parse counts a CRLF inside quotes twice, so lines are counted here, from the raw text.
    raw: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    // Called while parsing, so that the position is right when the parser fails.
    on_record: ({ record, raw }: RawRecord): CsvRecord => ({ line: position.pass(raw), fields: record }),
  };
  // csv-parse's types let records become something else only where it names their columns.
  const parser = parse(options as unknown as Options);
  pipeline(input, parser, () => undefined);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    throw error instanceof CsvError ? new BrokenCsv(position.line, REASONS[error.code] ?? error.message) : error;
  }
}

const LINE_END = /\r\n|\n|\r/g;

/** Where in a file the parser is. */
class Position {
  /** The line after the last record. */
  line = 1;

  /** Goes past the text of a record, which begins with the blank lines before it; returns the record's line. */
  pass(raw: string): number {
    const blank = /^\s*/.exec(raw)?.[0] ?? '';
    const line = this.line + lineEnds(blank);
    this.line = line + lineEnds(raw.slice(blank.length));
    return line;
  }
}

function lineEnds(text: string): number {
  return text.match(LINE_END)?.length ?? 0;
}
