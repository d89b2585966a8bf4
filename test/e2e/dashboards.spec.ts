import type { Page } from '@playwright/test';

import { dashboardFiles } from './support/dashboard-file';
import type { DashboardFile } from './support/dashboard-file';
import { expect, open, settled, test } from './support/fixtures';
import { openDashboard } from './support/open-dashboard';
import { keepScreenshot } from './support/screenshot';
import { served } from './support/served';

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

/** Before the first record. */
const NOTHING_YET = `from=${Date.UTC(2001, 0, 1)}&to=${Date.UTC(2001, 0, 31)}`;

for (const { uid, title, tables, heightPx } of dashboardFiles('dashboards').filter((file) => file.tables.length > 0)) {
  test(`${title} says of each empty table what that means`, async ({ page }) => {
    await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
    await open(page, `/d/${uid}?${NOTHING_YET}`);
    const empty: string[] = [];
    for (const { id, emptyText } of tables) {
      const table = page.locator(`[data-viz-panel-key="panel-${id}"]`);
      if ((await table.getByRole('gridcell').count()) === 0) {
        await expect(table.getByText(emptyText, { exact: true })).toBeVisible();
        // Grafana 12.3 shows the text only where there are no columns.
        await expect(table.getByRole('columnheader')).toHaveCount(0);
        empty.push(emptyText);
      }
    }
    expect(empty).not.toEqual([]);
  });
}

const DAY_MS = 86_400_000;

for (const { range, days, bucketDays } of [
  { range: 'a month', days: 30, bucketDays: 1 },
  { range: 'a year', days: 365, bucketDays: 7 },
]) {
  test(`graphs cut ${range} into buckets of ${bucketDays} d`, async ({ page, requests }) => {
    const { toMs } = served().range;
    await open(page, `/d/sre-metrics?from=${toMs - days * DAY_MS}&to=${toMs}`);
    const series = requests.of('panel').flatMap(({ queries }) => queries.filter(({ shape }) => shape === 'series'));
    expect(series.length).toBeGreaterThan(0);
    // The data source takes the next longer of an hour, a day and a week.
    const buckets = series.map(({ intervalMs }) => [1 / 24, 1, 7].find((unit) => Number(intervalMs) <= unit * DAY_MS));
    expect(new Set(buckets)).toEqual(new Set([bucketDays]));
  });
}

test('a count on the data quality board leads to the records of its metric', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 2400 });
  await open(page, '/d/sre-data-quality');
  const counts = page.getByRole('region', { name: 'What each metric counts, and what it leaves out' });
  const row = counts.getByRole('row', { name: /^MTTR/ });
  await row.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/d\/sre-dora\?/);
  await expect(page.getByRole('region', { name: 'Records behind MTTR' })).toBeVisible();
});

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
