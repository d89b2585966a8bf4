import type { Page } from '@playwright/test';

import { CONFIG_LABELS } from '../../../src/labels/control-labels';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible';
import { expect, test } from '../support/fixtures';
import { SettingsPage } from '../support/settings-page';

/** The settings page on a small laptop and on a telephone: short, nothing cut, and what saves it in view. */

const L = CONFIG_LABELS;
const WINDOWS = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

/** Texts that do not fit where they stand, which hides the rest. */
function cutTexts(page: Page): Promise<string[]> {
  return page.locator('main').evaluate((main) =>
    [...main.querySelectorAll<HTMLElement>('*')]
      .filter((element) => {
        const { overflowX } = getComputedStyle(element);
        const isShown = element.offsetWidth > 0 && element.textContent.trim() !== '';
        return isShown && overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
      })
      .map(({ textContent }) => textContent)
  );
}

/** How many buttons that save can be seen whole. */
function savingInView(page: Page): Promise<number> {
  return page.getByRole('button', { name: L.saveAndTest }).evaluateAll(
    (buttons) =>
      buttons.filter((button) => {
        const { top, bottom } = button.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      }).length
  );
}

for (const viewport of WINDOWS) {
  test.describe(`at ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport });

    test('a connected data source is on one screen, with how each part stands', async ({ page, ownPreview }) => {
      const settings = await SettingsPage.openFolded(page, ownPreview);
      await settings.tab(L.tabs.connection);
      await expect(settings.header(L.connection)).toContainText('connected');
      for (const title of [L.connection, L.tls, L.edits, L.limits, L.freshness, L.privacy, L.cloudWatch]) {
        await expect(settings.header(title)).toHaveAttribute('aria-expanded', 'false');
      }
      await expect(page.getByRole('button', { name: L.saveAndTest }).first()).toBeInViewport({ ratio: 1 });
      await expectNoSidewaysScroll(page);
      expect(await cutTexts(page)).toEqual([]);
      await expectAccessible(page);
    });

    test('with all unfolded nothing is cut, and it can be saved from each place', async ({ page, ownPreview }) => {
      for (const open of ['open', 'openDaily'] as const) {
        await SettingsPage[open](page, ownPreview);
        await expectNoSidewaysScroll(page);
        expect(await cutTexts(page)).toEqual([]);
        for (const at of [0, 0.5, 1]) {
          await page.evaluate((part) => window.scrollTo(0, part * document.documentElement.scrollHeight), at);
          // Far down it is Grafana's own that is in view.
          await expect.poll(() => savingInView(page)).toBe(1);
        }
      }
    });

    test('it is saved from above its foot', async ({ page, ownPreview }) => {
      const settings = await SettingsPage.open(page, ownPreview);
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.getByRole('button', { name: L.saveAndTest }).first().click();
      await expect(settings.verdict).toContainText('Aurora answers');
      await expect(settings.verdict).toBeInViewport();
    });
  });
}
