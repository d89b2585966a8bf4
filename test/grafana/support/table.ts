import type { Locator } from '@playwright/test';

/** Tables as Grafana draws them, as far as they are in sight. */

export interface DrawnCell {
  readonly text: string;
  /** In CSS, of the innermost text. */
  readonly color: string;
  /** In CSS, of the cell. */
  readonly background: string;
  /** In CSS, of the end of the bar that is drawn in the cell; empty where none is. */
  readonly bar: string;
}

/** The titles over a table's columns, in order. */
export async function columnTitles(panel: Locator): Promise<readonly string[]> {
  const titles = await panel.getByRole('columnheader').allInnerTexts();
  return titles.map((title) => title.trim());
}

/**
 * The cells of a column from the top.
 *
 * @throws Error where no column has that title
 */
export async function tableCells(panel: Locator, title: string): Promise<readonly DrawnCell[]> {
  const titles = await columnTitles(panel);
  const at = titles.indexOf(title);
  if (at < 0) {
    throw new Error(`No column "${title}", only ${titles.join(', ')}.`);
  }
  return panel.locator(`[role="gridcell"][aria-colindex="${at + 1}"]`).evaluateAll((cells) =>
    cells.map((cell) => {
      const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
      // Only the bar itself grows and shrinks; a gradient ends in the colour of its value.
      const bar = cell.querySelector('div[style*="transition"]');
      const { backgroundImage = '', borderRightColor = '' } = bar === null ? {} : getComputedStyle(bar);
      return {
        text: cell.textContent.trim(),
        color: getComputedStyle(text?.parentElement ?? cell).color,
        background: getComputedStyle(cell).backgroundColor,
        bar: backgroundImage.match(/rgba?\([^)]*\)/g)?.at(-1) ?? borderRightColor,
      };
    })
  );
}
