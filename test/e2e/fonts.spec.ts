import type { Page } from '@playwright/test';

import { expect, open, test } from './support/fixtures';

/** Panels measure their texts once and keep what they found, so nothing may be measured in another font. */

const LATE_MS = 1000;

/** What is kept in the page. */
interface Early {
  readonly early: string[];
}

declare global {
  interface Window {
    readonly fontWatch?: Early;
  }
}

/** Notes what is measured or drawn while a font is missing; runs before the page's own scripts. */
function watchFonts(): void {
  const early: string[] = [];
  Object.assign(window, { fontWatch: { early } });
  const areLoaded = () => {
    const faces = [...document.fonts];
    return faces.length > 0 && faces.every(({ status }) => status === 'loaded');
  };
  const note = (what: string) => {
    if (!areLoaded()) {
      early.push(what);
    }
  };
  const context = CanvasRenderingContext2D.prototype;
  const measure = Object.getOwnPropertyDescriptor(context, 'measureText')?.value as typeof context.measureText;
  context.measureText = function measureText(text) {
    note(`measured "${text}" in ${this.font}`);
    return measure.call(this, text);
  };
  new MutationObserver(() => {
    if (document.querySelector('main') !== null) {
      note('drew the page');
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Fonts arrive as on a slow network, or once the page is drawn without them. */
async function delayFonts(page: Page): Promise<void> {
  await page.route('**/public/fonts/**', async (route) => {
    await page
      .getByRole('main')
      .waitFor({ timeout: LATE_MS })
      .catch(() => undefined);
    await route.continue();
  });
}

for (const path of ['/d/sre-wall?kiosk&autofitpanels', '/d/sre-metrics', '/editors/query']) {
  test(`nothing on ${path} is drawn or measured before its fonts are there`, async ({ page }) => {
    await page.addInitScript(watchFonts);
    await delayFonts(page);
    await open(page, path);
    expect(await page.evaluate(() => window.fontWatch?.early)).toEqual([]);
    expect(await page.evaluate(() => [...document.fonts].map(({ status }) => status))).toContain('loaded');
  });
}
