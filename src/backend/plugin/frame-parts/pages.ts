import { DEFAULT_PAGE_SECONDS } from '../../../model/pages';
import type { PageFields } from '../../../model/pages';
import type { Column, FieldConfig, Frame } from '../../frames/frame';
import { roomFor } from './line-room';
import { fillingLine, unbroken } from './wall-text';

/** Which rows of a table are due on a screen that turns its pages by the clock. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Of the first row, from 0. */
  readonly offset: number;
  /** In words: `page 2 of 4`, or `3 in all` where one page holds them. */
  readonly text: string;
}

/**
 * The page that is due. It follows the clock and not the asked range, so that every refresh of a panel turns it, whatever
 * range is shown, and every screen shows the same one. Rows are shared out, so that no page is left with one.
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
  const startOf = (page: number) => Math.ceil((page * all.length) / pages);
  const offset = startOf(index);
  return {
    rows: all.slice(offset, startOf(index + 1)),
    offset,
    text: pages === 1 ? `${all.length} in all` : `page ${index + 1} of ${pages}`,
  };
}

/**
 * The frame of a page, whose rows also say how each is called in one line and which page they are.
 *
 * @param titles of the rows, in their order
 * @param beside the column of percentages that stands beside a title, in the same line
 */
export function withPageColumns(
  frame: Frame,
  { text }: Page<unknown>,
  titles: readonly string[],
  beside: string
): Frame {
  const numbers = percentTexts(frame.columns.find(({ name }) => name === beside));
  return {
    ...frame,
    columns: [
      ...frame.columns,
      {
        name: 'Title',
        type: 'string',
        config: { description: 'What the row is about, in one line.' },
        values: titles.map(unbroken),
      },
      {
        name: 'Room',
        type: 'string',
        config: { description: `Spaces for both ends of a line of Title and ${beside}, so that none is cut.` },
        values: [...roomFor(titles.map((title, row) => `${title}  ${numbers[row] ?? ''}`))],
      },
      pageColumn(fillingLine(text), titles.length, { description: 'Which page of the table this is.' }),
    ],
  };
}

/** The column `Page`, which says the same in each row. */
export function pageColumn(line: string, rows: number, config: FieldConfig): Column {
  return { name: 'Page', type: 'string', config, values: Array.from({ length: rows }, () => line) };
}

/** Percentages about as Grafana writes them, which keeps three digits where it is told no number of decimals. */
function percentTexts(column: Column | undefined): readonly string[] {
  if (column?.type !== 'number') {
    return [];
  }
  const decimals = column.config?.decimals;
  const textOf = (value: number) => (decimals === undefined ? Number(value.toPrecision(3)) : value.toFixed(decimals));
  return column.values.map((value) => (value === null ? '' : `${textOf(value)}%`));
}
