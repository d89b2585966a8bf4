import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { closeMenu, openMenu } from './support/menu';
import { DASHBOARDS, openDashboard, panel } from './support/open-dashboard';

/** The overview fits a screen, a card is whole on a phone, and no table of any dashboard is cut. */

/** What is wrong now: the four metrics, budgets, gate and incidents. */
const CARDS = [10, 11, 12, 13];
const NOW = [...CARDS, 42, 70, 80];

const DESK = { widthPx: 1440, heightPx: 900 } as const;
const PHONE_PX = 390;
const SETTLE_MS = 10_000;

test('what is wrong now is on one screen, below no more than two rows of controls', async ({ page }) => {
  await closeMenu(page);
  // As tall as the dashboard, so that every panel is there and answers.
  await openDashboard(page, DASHBOARD_UIDS.metrics, { widthPx: DESK.widthPx, range: LAST_DAYS });
  for (const id of NOW) {
    await expect
      .soft(async () => {
        const { y = Infinity, height = 0 } = (await panel(page, id).boundingBox()) ?? {};
        expect(y + height).toBeLessThanOrEqual(DESK.heightPx);
      }, `panel ${id}`)
      .toPass({ timeout: SETTLE_MS });
  }
  const controls = page.getByTestId('data-testid dashboard controls');
  const ends = [controls.getByText('Data source', { exact: true }), controls.getByRole('link', { name: 'Wall' })];
  const tops = (await Promise.all(ends.map((one) => one.boundingBox()))).map((box) => box?.y ?? Infinity);
  expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(2 * ROW_PX);
});

/** As the dashboard opens: the days of a range without an end take more room in the time picker. */
const LAST_DAYS = { from: 'now-30d', to: 'now' } as const;

/** Of a row of controls, with the room between two. */
const ROW_PX = 40;

test('on a phone each value stays with its level and its line', async ({ page }) => {
  await closeMenu(page);
  await openDashboard(page, DASHBOARD_UIDS.metrics, { widthPx: PHONE_PX, heightPx: 6000 });
  for (const id of CARDS) {
    const card = panel(page, id).getByTestId('data-testid panel content');
    await expect.soft(card.getByText('Trend')).toBeVisible();
    await expect.soft(card.locator('canvas')).toBeVisible();
    const { width = 0 } = (await card.boundingBox()) ?? {};
    expect.soft(width).toBeGreaterThan(PHONE_PX * 0.8);
    const isCut = await card.evaluate((element) => element.scrollHeight > element.clientHeight + 1);
    expect.soft(isCut, `panel ${id}`).toBe(false);
  }
});

for (const { uid, title } of DASHBOARDS.filter((file) => file.uid !== DASHBOARD_UIDS.wall)) {
  test(`no table of "${title}" is cut beside Grafana's menu`, async ({ page }) => {
    await openMenu(page);
    await openDashboard(page, uid, { widthPx: DESK.widthPx });
    await expect.soft(() => expectWhole(page)).toPass({ timeout: SETTLE_MS });
  });
}

/** Columns that are out of sight are reached by scrolling; here none is to be. */
async function expectWhole(page: Page): Promise<void> {
  const grids = await page.getByRole('grid').all();
  expect(grids.length).toBeGreaterThan(0);
  for (const grid of grids) {
    const { missing, columns } = await grid.evaluate((element) => ({
      missing: element.scrollWidth - element.clientWidth,
      columns: element.getAttribute('aria-colcount'),
    }));
    expect.soft(missing, `a table of ${columns ?? '?'} columns`).toBeLessThanOrEqual(1);
  }
}
