import { DEFAULT_PAGE_SECONDS } from '../../../model/pages';
import type { PageFields } from '../../../model/pages';
import type { Column, Frame } from '../../frames/frame';
import { rowsOf } from '../../frames/frame';
import { unbroken } from './wall-text';

/** Which rows of a table are due on a screen that turns its pages by the clock. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Of the first row, from 0. */
  readonly offset: number;
  /** In words: `page 2 of 4`, or `all 3` where one page holds them. */
  readonly text: string;
}

/**
 * The page that is due. It follows the clock and not the asked range, so that every refresh of a panel turns it, whatever
 * range is shown, and every screen shows the same one.
 *
 * @returns null where the query asks for no pages
 */
export function pageAt<Row>(
  all: readonly Row[],
  { pageRows, pageSeconds = DEFAULT_PAGE_SECONDS }: PageFields,
  nowMs: number
): Page<Row> | null {
  if (pageRows === undefined) {
    return null;
  }
  const pages = Math.max(1, Math.ceil(all.length / pageRows));
  const index = Math.floor(nowMs / 1000 / pageSeconds) % pages;
  const offset = index * pageRows;
  return {
    rows: all.slice(offset, offset + pageRows),
    offset,
    text: pages === 1 ? `all ${all.length}` : `page ${index + 1} of ${pages}`,
  };
}

/**
 * The frame of a page, whose rows also say how each is called in one line and which page they are.
 *
 * @param titles of the rows, in their order
 */
export function withPageColumns(frame: Frame, { text }: Page<unknown>, titles: readonly string[]): Frame {
  const column = (name: string, description: string, values: readonly string[]): Column => ({
    name,
    type: 'string',
    config: { description },
    values,
  });
  const page = Array.from({ length: rowsOf(frame) }, () => unbroken(text));
  return {
    ...frame,
    columns: [
      ...frame.columns,
      column('Title', 'What the row is about, in one line.', titles.map(unbroken)),
      column('Page', 'Which page of the table this is.', page),
    ],
  };
}
