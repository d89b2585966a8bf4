import { amount } from '../../../model/amount';

/** One thing wrong with a file. */
export interface BadRow {
  /** The line the row begins on, counted from 1, the header included. */
  readonly line: number;
  /** Null where the row as a whole is wrong. */
  readonly column: string | null;
  readonly reason: string;
}

/** How many bad rows are told one by one; after as many nothing more needs to be looked for. */
export const MAX_SHOWN_ROWS = 20;

/** Longest reason; a file of other things than CSV has enormous columns. */
const MAX_REASON = 300;

/** The first bad rows of a file, and how many there are: a wholly wrong file fills no memory. */
export class BadRows {
  #first: BadRow[] = [];
  #count = 0;

  /** How many rows are bad. */
  get count(): number {
    return this.#count;
  }

  /** By line; a row may have several reasons. */
  get first(): readonly BadRow[] {
    return this.#first;
  }

  /** Takes every reason of the rows it is about: a row comes in one call only. */
  add(reasons: readonly BadRow[]): void {
    this.#count += new Set(reasons.map(({ line }) => line)).size;
    const byLine = [...this.#first, ...reasons].toSorted((a, b) => a.line - b.line);
    const shownLines = new Set([...new Set(byLine.map(({ line }) => line))].slice(0, MAX_SHOWN_ROWS));
    this.#first = byLine.filter(({ line }) => shownLines.has(line));
  }
}

/** A file that cannot be loaded, with the reasons; nothing of it was. */
export class BadFile extends Error {
  /** @param isWhole whether the whole file was looked at */
  constructor(file: string, { count, first }: Pick<BadRows, 'count' | 'first'>, isWhole = true) {
    const rows = amount(count, 'bad row');
    const hiddenRows = count - new Set(first.map(({ line }) => line)).size;
    const more = hiddenRows > 0 ? [`  … and ${amount(hiddenRows, 'more bad row')}`] : [];
    const unread = isWhole ? [] : ['  … and the rest of the file was not looked at'];
    super([`${file}: ${rows}; nothing was loaded.`, ...first.map(badRowLine), ...more, ...unread].join('\n'));
    this.name = 'BadFile';
  }
}

/** One bad row in one line, safe to show. */
export function badRowLine({ line, column, reason }: BadRow): string {
  const short = reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason;
  return `  line ${line}${column === null ? '' : `, ${column}`}: ${visible(short)}`;
}

/** What a file or database holds must not steer the terminal. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
