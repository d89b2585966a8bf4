import type { Locator } from '@playwright/test';

/** How well letters can be told from what is behind them, as the browser has drawn both. */

/** One text with its colours. */
export interface ContrastedText {
  readonly text: string;
  /** Of letters and of what is behind them, in CSS; what lets through is laid over what is behind it. */
  readonly color: string;
  readonly background: string;
  /** WCAG 2's contrast ratio, from 1 to 21. */
  readonly ratio: number;
  /** At least 24 px, or 18.66 px and bold, as WCAG 2 takes it. */
  readonly isLarge: boolean;
}

/** What is wanted of a cell's text and of small letters; large letters without a colour behind them may have less. */
export const LEAST_RATIO = 4.5;
export const LEAST_RATIO_OF_LARGE = 3;

/** Every text in the boxes that is in sight. What canvases hold is no text: a graph's axes and dots have no place here. */
export function contrastedTexts(boxes: Locator): Promise<readonly ContrastedText[]> {
  return boxes.evaluateAll(readContrasts);
}

/** Runs in the page, so it holds all that it needs. */
function readContrasts(boxes: Element[]): ContrastedText[] {
  type Rgba = readonly [number, number, number, number];
  const parse = (css: string): Rgba => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = ([r, g, b, a]: Rgba, [br, bg, bb]: Rgba): Rgba => [
    r * a + br * (1 - a),
    g * a + bg * (1 - a),
    b * a + bb * (1 - a),
    1,
  ];
  const behind = (element: Element | null): Rgba => {
    if (element === null) {
      return [255, 255, 255, 1];
    }
    const color = parse(getComputedStyle(element).backgroundColor);
    return color[3] === 1 ? color : over(color, behind(element.parentElement));
  };
  const luminance = ([red, green, blue]: Rgba): number => {
    const linear = (channel: number) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const css = ([red, green, blue]: Rgba) => `rgb(${[red, green, blue].map(Math.round).join(', ')})`;
  const texts: ContrastedText[] = [];
  for (const box of boxes) {
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (text === '' || element === null || element.closest('style, script') !== null || !element.checkVisibility()) {
        continue;
      }
      const style = getComputedStyle(element);
      const background = behind(element);
      const letters = over(parse(element instanceof SVGElement ? style.fill : style.color), background);
      const [light = 0, dark = 0] = [luminance(letters), luminance(background)].sort((a, b) => b - a);
      const fontPx = parseFloat(style.fontSize);
      texts.push({
        text,
        color: css(letters),
        background: css(background),
        ratio: (light + 0.05) / (dark + 0.05),
        isLarge: fontPx >= 24 || (fontPx >= 18.66 && Number(style.fontWeight) >= 700),
      });
    }
  }
  return texts;
}
