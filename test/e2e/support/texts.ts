import type { Page } from '@playwright/test';

/** One piece of text as it is drawn. */
export interface DrawnText {
  readonly text: string;
  readonly fontPx: number;
  /** Height of a capital in the font that is drawn. */
  readonly capitalPx: number;
  /** Behind it, where its panel or a block in it has a colour. */
  readonly blockColor: string;
  /** It goes on in as many. */
  readonly lines: number;
  /** What cuts it off, empty where nothing does. */
  readonly cutBy: string;
}

/** What the preview says of itself on every page. */
const PREVIEW_NOTE = '[data-testid="preview-note"]';

/** Every text that is in sight, with its size and whether a box around it or the window cuts it off. */
export function drawnTexts(page: Page): Promise<readonly DrawnText[]> {
  return page.evaluate(readTexts, PREVIEW_NOTE);
}

/** Runs in the page, so it holds all that it needs. */
function readTexts(ignored: string): DrawnText[] {
  const SLACK_PX = 1;
  const outside = (inner: DOMRect, outer: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>) =>
    inner.left < outer.left - SLACK_PX ||
    inner.right > outer.right + SLACK_PX ||
    inner.top < outer.top - SLACK_PX ||
    inner.bottom > outer.bottom + SLACK_PX;
  const cutBy = (element: Element, box: DOMRect): string => {
    for (let around: Element | null = element; around !== null; around = around.parentElement) {
      const isPanel = around.matches('section, [data-state]');
      const { overflowX, overflowY } = getComputedStyle(around);
      if (
        (isPanel || overflowX !== 'visible' || overflowY !== 'visible') &&
        outside(box, around.getBoundingClientRect())
      ) {
        return `${around.tagName.toLowerCase()}.${around.getAttribute('class') ?? ''}`;
      }
    }
    const window_ = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
    return outside(box, window_) ? 'the window' : '';
  };
  const ruler = document.createElement('canvas').getContext('2d');
  if (ruler === null) {
    throw new Error('The browser has no canvas to measure letters on.');
  }
  const blockColor = (element: Element): string => {
    for (let around: Element | null = element; around !== null; around = around.parentElement) {
      const { backgroundColor } = getComputedStyle(around);
      if (backgroundColor !== 'rgba(0, 0, 0, 0)') {
        return backgroundColor;
      }
    }
    return '';
  };
  const texts: DrawnText[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = (node.textContent ?? '').replaceAll('\u00a0', ' ').trim();
    if (text === '' || element === null || element.closest(`script, style, ${ignored}`) !== null) {
      continue;
    }
    const range = document.createRange();
    // Spaces that only leave room may be cut.
    const raw = node.textContent ?? '';
    range.setStart(node, raw.length - raw.trimStart().length);
    range.setEnd(node, raw.trimEnd().length);
    const box = range.getBoundingClientRect();
    if (
      box.width > 0 &&
      box.height > 0 &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    ) {
      const { fontSize, fontWeight, fontFamily } = getComputedStyle(element);
      const fontPx = parseFloat(fontSize);
      ruler.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      const capitalPx = ruler.measureText('H').actualBoundingBoxAscent;
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
      texts.push({ text, fontPx, capitalPx, blockColor: blockColor(element), lines, cutBy: cutBy(element, box) });
    }
  }
  return texts;
}

/** Every box that can be scrolled, the window among them. */
export function scrollBars(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const isRoot = element === document.documentElement;
      const may = (overflow: string) => isRoot || overflow === 'auto' || overflow === 'scroll';
      return (
        (may(overflowY) && element.scrollHeight > element.clientHeight + 1) ||
        (may(overflowX) && element.scrollWidth > element.clientWidth + 1)
      );
    };
    return [...document.querySelectorAll('*')]
      .filter(scrolls)
      .map((element) => `${element.tagName.toLowerCase()}: ${element.textContent.trim().slice(0, 60)}`);
  });
}
