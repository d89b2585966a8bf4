import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { PANEL_KIND_LABELS } from '../../src/labels/choice-labels';
import { CONFIG_LABELS, VARIABLE_LABELS } from '../../src/labels/control-labels';
import { PANEL_KINDS } from '../../src/model/panel-kinds';
import type { DashboardFile } from '../e2e/support/dashboard-file';
import { keepPicture } from '../e2e/support/screenshot';
import { DATASOURCE, DEMO_RANGE } from './provisioned';
import { closeMenu } from './support/menu';
import { DASHBOARDS, openDashboard, panel } from './support/open-dashboard';
import { chooseKind } from './support/query-kind';

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

test('a picture of the settings of a new data source', async ({ createDataSource, grafanaAPIClient, page }) => {
  await closeMenu(page);
  const { uid } = await createDataSource({ type: DATASOURCE.type, name: 'A new data source' });
  await page.goto(`/connections/datasources/edit/${uid}?theme=dark`);
  await expect(page.getByRole('button', { name: new RegExp(`^${CONFIG_LABELS.connection}`) })).toContainText(
    'not set up'
  );
  await expect(page.getByRole('button', { name: CONFIG_LABELS.saveAndTest }).first()).toBeInViewport();
  await keepPicture(page, 'settings-new');
  await grafanaAPIClient.deleteDataSourceByUID(uid);
});

test('pictures of the settings', async ({ page }) => {
  await closeMenu(page);
  await page.goto(`/connections/datasources/edit/${DATASOURCE.uid}?theme=dark`);
  await expect(page.getByRole('table')).toBeVisible();
  await keepPicture(page, 'settings-daily');
  await page.getByRole('tab', { name: CONFIG_LABELS.tabs.connection }).click();
  await expect(page.getByRole('button', { name: new RegExp(`^${CONFIG_LABELS.connection}`) })).toContainText(
    'connected'
  );
  await keepPicture(page, 'settings-connection');
});

for (const kind of PANEL_KINDS) {
  test(`a picture of the query editor of the kind ${kind}`, async ({ page }) => {
    await closeMenu(page);
    const { from, to } = DEMO_RANGE;
    const pane = { datasource: DATASOURCE.uid, queries: [], range: { from, to } };
    const panes = encodeURIComponent(JSON.stringify({ sre: pane }));
    await page.goto(`/explore?schemaVersion=1&theme=dark&panes=${panes}`);
    const answer = page.getByTestId(/^data-testid Panel header (Graph|Table)/).first();
    await expect(answer).toBeVisible({ timeout: 60_000 });
    await chooseKind(page, PANEL_KIND_LABELS[kind]);
    const answered = page.waitForResponse(
      (response) =>
        response.url().includes('/api/ds/query') &&
        response.request().postData()?.includes(`"queryType":"${kind}"`) === true
    );
    const run = page.getByTestId('data-testid RefreshPicker run button');
    await run.click();
    await answered;
    await expect(answer).toBeVisible();
    // It takes the query back while that is under way.
    await expect(run).not.toHaveText('Cancel');
    await keepPicture(page, `query-${kind}`);
  });
}

test('a picture of the editor of annotations', async ({ page }) => {
  await closeMenu(page);
  const { from, to } = DEMO_RANGE;
  await page.goto(`/d/${DASHBOARD_UIDS.dora}?editview=annotations&editIndex=1&theme=dark&from=${from}&to=${to}`);
  const result = page.getByText(/\d+ events/);
  await expect(async () => {
    // What it asks, Grafana may cancel for a mark of the dashboard behind it.
    await page.getByRole('button', { name: 'Test annotation query' }).click();
    await expect(result).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await result.scrollIntoViewIfNeeded();
  await keepPicture(page, 'annotation-editor');
});

test('a picture of the editor of variables', async ({ page }) => {
  await closeMenu(page);
  await page.goto(`/d/${DASHBOARD_UIDS.dora}?editview=variables&editIndex=1&theme=dark`);
  await expect(page.getByText('Preview of values')).toBeVisible({ timeout: 60_000 });
  await page.getByText(VARIABLE_LABELS.kind, { exact: true }).evaluate((label) => {
    label.scrollIntoView({ block: 'center' });
  });
  // The logo of the data source comes last.
  await page.waitForLoadState('networkidle');
  await keepPicture(page, 'variable-editor');
});

test('a picture of the alert rules', async ({ page }) => {
  await closeMenu(page);
  // Of single rules Grafana shows the templates of their texts as they are.
  await page.goto('/alerting/list?view=grouped&theme=dark');
  await expect(page.getByText('SRE error budgets').first()).toBeVisible({ timeout: 60_000 });
  await keepPicture(page, 'alert-rules');
});
