import type { Page } from '@playwright/test';

import { dashboardFiles } from './support/dashboard-file';
import type { DashboardFile } from './support/dashboard-file';
import { expect, settled, test } from './support/fixtures';
import { openDashboard } from './support/open-dashboard';
import { keepScreenshot } from './support/screenshot';

/** Each dashboard that the plugin ships, on the real data. */

const WIDTH_PX = 1440;
/** Looked at on its own screens, by `wall.spec.ts`. */
const WALL = 'sre-wall';

async function show(page: Page, dashboard: DashboardFile): Promise<void> {
  // A panel out of sight is not drawn.
  await page.setViewportSize({ width: WIDTH_PX, height: dashboard.heightPx });
  await openDashboard(page, dashboard);
}

for (const dashboard of dashboardFiles('dashboards')) {
  test.describe(dashboard.title, () => {
    test('shows every panel without an error, and asks once for each', async ({ page, requests }) => {
      await show(page, dashboard);
      await expect(page.getByTestId('preview-panel-error')).toHaveCount(0);
      await expect(page.locator('[data-state="error"]')).toHaveCount(0);
      await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
      await expect(page.getByText('The preview has no panel')).toHaveCount(0);
      for (const title of dashboard.titles) {
        await expect(
          page
            .getByRole('heading', { name: title })
            .or(page.getByRole('button', { name: title }))
            .first()
        ).toBeVisible();
      }
      const sent = () =>
        requests
          .of('panel')
          .map(({ queries }) => queries.map(({ refId, queryType }) => `${refId} ${queryType}`).join(', '))
          .toSorted();
      await expect.poll(sent).toEqual(dashboard.panelRequests);
      expect(requests.of('annotation')).toHaveLength(dashboard.annotationRequests);
      if (dashboard.uid !== WALL) {
        await keepScreenshot(page, dashboard.uid);
      }
    });
  });
}

test('a refresh asks every panel once more', async ({ page, requests }) => {
  const [first] = dashboardFiles('dashboards').filter(({ uid }) => uid === 'sre-metrics');
  if (first === undefined) {
    throw new Error('There is no dashboard "sre-metrics".');
  }
  await show(page, first);
  const before = first.panelRequests.length;
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await expect.poll(() => requests.of('panel').length).toBe(2 * before);
  await settled(page);
});
