import { createTheme } from '@grafana/data';
import type { Locator } from '@playwright/test';

/** Colours as a browser draws them. */

/** Grafana's names of the colours that dashboards give a meaning; `plain` is the text's own. */
export const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'plain'] as const;
export type Colour = (typeof COLOURS)[number];

export type ThemeName = 'dark' | 'light';

/** One piece of text. */
export interface DrawnText {
  readonly text: string;
  /** Of its letters, in CSS. */
  readonly color: string;
}

/** Every text of a panel in the order of the document, headings of the panel left out. */
export function drawnTexts(panel: Locator): Promise<readonly DrawnText[]> {
  return panel.getByTestId('data-testid panel content').evaluate(readTexts);
}

/** Runs in the page, so it holds all that it needs. */
function readTexts(content: Element): DrawnText[] {
  const texts: DrawnText[] = [];
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').trim();
    if (text !== '' && element?.closest('style, script') === null && element.checkVisibility()) {
      texts.push({ text, color: getComputedStyle(element).color });
    }
  }
  return texts;
}

/** The name of a colour in Grafana's palette; what is none of ours comes back as it is. */
export function colourName(css: string, theme: ThemeName): string {
  const { visualization } = createTheme({ colors: { mode: theme } });
  const named = (colour: Colour) => visualization.getColorByName(colour === 'plain' ? 'text' : colour);
  return COLOURS.find((colour) => sameColour(named(colour), css)) ?? css;
}

/** `colourName` of a box; `plain` is one that lets through what is behind it. */
export function backgroundName(css: string, theme: ThemeName): string {
  return /^rgba\(.+, 0\)$/.test(css) ? 'plain' : colourName(css, theme);
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
