import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import type { DashboardFile } from '../e2e/support/dashboard-file';
import { keepPicture } from '../e2e/support/screenshot';
import { closeMenu } from './support/menu';
import { DASHBOARDS, openDashboard, panel } from './support/open-dashboard';

/** The pictures of the docs and of the plugin's page, with UPDATE_SCREENSHOTS=1; each panel has its answer in them. */

const WALLS = [
  ['1080p', 1920, 1080],
  ['2160p', 3840, 2160],
] as const;

/** Grafana lays a panel out before it fills it, and a graph's canvas before it draws on it. */
async function panelsDrawn(page: Page, { graphs, panelCount }: DashboardFile): Promise<void> {
  const filled = page.locator('[data-viz-panel-key]').filter({ has: page.locator('section') });
  await expect.poll(() => filled.count()).toBeGreaterThanOrEqual(panelCount);
  for (const id of graphs) {
    await expect.poll(() => isDrawn(panel(page, id).locator('.uplot canvas')), { message: `panel ${id}` }).toBe(true);
  }
}

function isDrawn(canvas: Locator): Promise<boolean> {
  return canvas.evaluateAll((elements) =>
    elements.some((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const { data = [] } = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height) ?? {};
      return data.some((channel) => channel !== 0);
    })
  );
}

for (const dashboard of DASHBOARDS.filter(({ uid }) => uid !== DASHBOARD_UIDS.wall)) {
  test(`a picture of ${dashboard.title}`, async ({ page }) => {
    await closeMenu(page);
    await openDashboard(page, dashboard.uid, { search: 'theme=dark' });
    await panelsDrawn(page, dashboard);
    await keepPicture(page, dashboard.uid);
  });
}

for (const [name, widthPx, heightPx] of WALLS) {
  test(`a picture of the wall at ${name}`, async ({ page }) => {
    await openDashboard(page, DASHBOARD_UIDS.wall, { search: 'kiosk&autofitpanels&theme=dark', widthPx, heightPx });
    await keepPicture(page, `${DASHBOARD_UIDS.wall}-${name}`);
  });
}
