import type { Locator } from '@playwright/test';

/** What a graph's legend says of each line: its name and its colour as CSS writes it. */
export interface LegendEntry {
  readonly name: string;
  readonly color: string;
}

/** Of a legend that is a list or a table. */
export function legendOf(panel: Locator): Promise<readonly LegendEntry[]> {
  return panel.getByTestId('series-icon').evaluateAll((icons) =>
    icons.map((icon) => ({
      name: icon.closest('li, tr')?.querySelector('button')?.textContent ?? '',
      color: getComputedStyle(icon).backgroundColor,
    }))
  );
}

/** How many pixels of a graph are drawn in exactly each of these colours. */
export function pixelsOf(panel: Locator, colors: readonly string[]): Promise<readonly number[]> {
  return panel.locator('.uplot canvas').evaluate((element, targets) => {
    const canvas = element as HTMLCanvasElement;
    const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255) {
        const color = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
        counts.set(color, (counts.get(color) ?? 0) + 1);
      }
    }
    return targets.map((color) => counts.get(color) ?? 0);
  }, colors);
}
