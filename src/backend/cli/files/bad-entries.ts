import { badRowLine } from './bad-file';
import type { BadRow } from './bad-file';

/** A file that cannot be applied, with every reason; nothing of it was. */
export class BadEntries extends Error {
  constructor(file: string, complaints: readonly BadRow[]) {
    const count = complaints.length === 1 ? '1 mistake' : `${complaints.length} mistakes`;
    const byLine = complaints.toSorted((one, other) => one.line - other.line);
    super([`${file}: ${count}; nothing was changed.`, ...byLine.map(badRowLine)].join('\n'));
    this.name = 'BadEntries';
  }
}
