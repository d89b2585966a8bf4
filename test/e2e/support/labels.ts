import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/**
 * Whether every label of a form holds its text and leaves its control free. The text is measured as it is drawn, so
 * whatever font the page has.
 */
export async function expectLabelsFit(page: Page): Promise<void> {
  const { labels, problems } = await page.evaluate(misfits);
  expect(labels).toBeGreaterThan(0);
  expect(problems).toEqual([]);
}

/** Runs in the page, so that it stands alone. */
function misfits(): { labels: number; problems: string[] } {
  const TOLERANCE_PX = 1;
  const isChoice = (control: Element | null) =>
    control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox');
  const textRect = (label: Element) => {
    const range = document.createRange();
    range.selectNodeContents(label);
    return range.getBoundingClientRect();
  };
  const spills = (inner: DOMRect, outer: DOMRect) =>
    inner.left < outer.left - TOLERANCE_PX ||
    inner.right > outer.right + TOLERANCE_PX ||
    inner.top < outer.top - TOLERANCE_PX ||
    inner.bottom > outer.bottom + TOLERANCE_PX;
  const overlap = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > TOLERANCE_PX &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > TOLERANCE_PX;
  // A switch has a label without text, beside the one that names it.
  const isShown = (label: Element) => label.textContent !== '' && label.getClientRects().length > 0;
  const labels = [...document.querySelectorAll('main label')].filter(isShown);
  const problems = labels.flatMap((label) => {
    const text = label.textContent;
    const box = label.getBoundingClientRect();
    const { overflowX } = getComputedStyle(label);
    const isCut = overflowX !== 'visible' && label.scrollWidth > label.clientWidth;
    const wrong: string[] = isCut || spills(textRect(label), box) ? [`“${text}” does not fit its label`] : [];
    const control = label instanceof HTMLLabelElement ? label.control : null;
    // The label of a radio button lies over the button that it draws.
    if (control !== null && !isChoice(control) && !label.contains(control)) {
      wrong.push(...(overlap(box, control.getBoundingClientRect()) ? [`“${text}” lies over its control`] : []));
    }
    return wrong;
  });
  return { labels: labels.length, problems };
}
