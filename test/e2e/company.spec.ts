import { dashboardFiles } from './support/dashboard-file';
import { expect, open, test } from './support/fixtures';
import { startCompanyPreview } from './support/own-preview';
import type { OwnPreview } from './support/own-preview';
import { keepScreenshot } from './support/screenshot';

/** The demo's first screen: on the sample company each panel of each dashboard has something to tell. */

const WIDTH_PX = 1440;
const LABEL = 'Sample company: made-up data.';
const LOAD_TIMEOUT_MS = 120_000;

let company: OwnPreview;
test.beforeAll(async () => {
  test.setTimeout(LOAD_TIMEOUT_MS);
  company = await startCompanyPreview();
});
test.afterAll(() => company.close());

for (const { uid, title, tables, heightPx } of dashboardFiles('dashboards')) {
  test(`${title} has something to tell everywhere, and nothing is stale`, async ({ page }) => {
    await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
    await open(page, `${company.url}/d/${uid}`);
    await expect(page.getByTestId('preview-note')).toContainText(LABEL);
    await expect(page.locator('[data-state="error"]')).toHaveCount(0);
    await expect(page.getByText(/^no data$/i)).toHaveCount(0);
    await expect(page.getByText(/^stale|[Nn]o data since/)).toHaveCount(0);
    for (const { id } of tables) {
      const cells = page.locator(`[data-viz-panel-key="panel-${id}"]`).getByRole('gridcell');
      await expect(cells, `panel ${id}`).not.toHaveCount(0);
    }
    await keepScreenshot(page, `company-${uid}`);
  });
}

test('it opens on the overview, and a wall says whose data it shows, too', async ({ page }) => {
  await open(page, `${company.url}/`);
  await expect(page).toHaveURL(/\/d\/sre-metrics/);
  await open(page, `${company.url}/d/sre-wall?kiosk&autofitpanels`);
  await expect(page.getByTestId('preview-note')).toContainText(LABEL);
});

for (const path of ['/dashboards', '/editors/query', '/connections/datasources/edit/stackflow-sre-metrics']) {
  test(`${path} says whose data is shown`, async ({ page }) => {
    await open(page, `${company.url}${path}`);
    await expect(page.getByTestId('preview-note')).toContainText(LABEL);
  });
}

test('so does every page of the real data', async ({ page }) => {
  await open(page, '/d/sre-wall?kiosk&autofitpanels');
  await expect(page.getByTestId('preview-note')).toContainText('Real pull requests and outages');
  await open(page, '/editors/query');
  await expect(page.getByTestId('preview-note')).toContainText('Real pull requests and outages');
});
