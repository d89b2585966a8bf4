import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { drawnTexts, scrollBars } from '../e2e/support/texts';
import { openDashboard } from './support/open-dashboard';

/** The wall, as a screen shows it that nobody touches. */

const SCREENS = [
  { widthPx: 1920, heightPx: 1080 },
  { widthPx: 3840, heightPx: 2160 },
] as const;

/** A text that is measured before its font is there is cut now and then only. */
const LOADS = 5;

for (const screen of SCREENS) {
  test(`the wall shows everything whole at ${screen.widthPx}x${screen.heightPx}`, async ({ page }) => {
    for (let load = 0; load < LOADS; load += 1) {
      await openDashboard(page, DASHBOARD_UIDS.wall, { ...screen, search: 'kiosk&autofitpanels&theme=dark' });
      await expectWhole(page);
    }
  });
}

async function expectWhole(page: Page): Promise<void> {
  // Panels measure their texts anew when the font is there.
  await page.evaluate(() => document.fonts.ready);
  const cut = async () => (await drawnTexts(page)).filter(({ cutBy }) => cutBy !== '');
  await expect.poll(cut).toEqual([]);
  expect((await drawnTexts(page)).length).toBeGreaterThan(20);
  expect(await scrollBars(page)).toEqual([]);
}
