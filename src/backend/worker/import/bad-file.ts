/** One thing wrong with a file. */
export interface BadRow {
  /** Counted from 1, the header included. */
  readonly line: number;
  /** Null where the row as a whole is wrong. */
  readonly column: string | null;
  readonly reason: string;
}

/** How many bad rows are told one by one. */
const MAX_TOLD = 20;

/** A file that cannot be loaded, with every reason; nothing of it was. */
export class BadFile extends Error {
  constructor(file: string, badRows: readonly BadRow[]) {
    const told = badRows
      .slice(0, MAX_TOLD)
      .map(({ line, column, reason }) => `  line ${line}${column === null ? '' : `, ${column}`}: ${reason}`);
    const more = badRows.length > MAX_TOLD ? [`  … and ${badRows.length - MAX_TOLD} more`] : [];
    const rows = badRows.length === 1 ? '1 bad row' : `${badRows.length} bad rows`;
    super([`${file}: ${rows}; nothing was loaded.`, ...told, ...more].join('\n'));
    this.name = 'BadFile';
  }
}
