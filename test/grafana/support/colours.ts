import { createTheme } from '@grafana/data';
import type { Locator } from '@playwright/test';

/** Colours as a browser draws them. */

/** Grafana's names of the colours that dashboards give a meaning; `plain` is the text's own. */
export const COLOURS = ['red', 'orange', 'green', 'blue', 'plain'] as const;
export type Colour = (typeof COLOURS)[number];

export type ThemeName = 'dark' | 'light';

/** One piece of text. */
export interface DrawnText {
  readonly text: string;
  /** Of its letters, in CSS. */
  readonly color: string;
  /** Of the block behind it in its panel, in CSS; transparent where there is none. */
  readonly block: string;
}

/** Every text of a panel in the order of the document, headings of the panel left out. */
export function drawnTexts(panel: Locator): Promise<readonly DrawnText[]> {
  return panel.getByTestId('data-testid panel content').evaluate(readTexts);
}

/** Runs in the page, so it holds all that it needs. */
function readTexts(content: Element): DrawnText[] {
  const NONE = 'rgba(0, 0, 0, 0)';
  const blockBehind = (element: Element): string => {
    for (let around: Element | null = element; around !== null && around !== content; around = around.parentElement) {
      const { backgroundColor } = getComputedStyle(around);
      if (backgroundColor !== NONE) {
        return backgroundColor;
      }
    }
    return NONE;
  };
  const texts: DrawnText[] = [];
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').trim();
    if (text !== '' && element?.closest('style, script') === null && element.checkVisibility()) {
      texts.push({ text, color: getComputedStyle(element).color, block: blockBehind(element) });
    }
  }
  return texts;
}

/** The shade of each colour that letters have, by Grafana's name. */
const LETTERS: Readonly<Record<Colour, string>> = {
  red: 'red',
  orange: 'dark-orange',
  green: 'semi-dark-green',
  blue: 'blue',
  plain: 'text',
};

/** What each colour is behind letters. */
const CELLS: Readonly<Partial<Record<Colour, string>>> = {
  red: '#C4162A',
  orange: '#A84300',
  green: '#19730E',
  blue: '#1F60C4',
};

/** The name of the colour of letters; what is none of ours comes back as it is. */
export function colourName(css: string, theme: ThemeName): string {
  const { visualization } = createTheme({ colors: { mode: theme } });
  return COLOURS.find((colour) => sameColour(visualization.getColorByName(LETTERS[colour]), css)) ?? css;
}

/** The name of the colour of a box behind letters; `plain` is one that lets through what is behind it. */
export function backgroundName(css: string): string {
  const name = COLOURS.find((colour) => sameColour(CELLS[colour] ?? '', css));
  return /^rgba\(.+, 0\)$/.test(css) ? 'plain' : (name ?? css);
}

function sameColour(one: string, other: string): boolean {
  return channels(one).join() === channels(other).join();
}

/** Red, green and blue of `#rrggbb`, `rgb(…)` and `rgba(…)`. */
function channels(css: string): number[] {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})/i.exec(css);
  return hex === null
    ? (css.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)
    : hex.slice(1, 4).map((channel) => parseInt(channel, 16));
}
