import { expect, test } from '@grafana/plugin-e2e';
import type { Response } from '@playwright/test';

import { PANEL_KIND_LABELS } from '../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../src/labels/control-labels';
import { PANEL_KINDS } from '../../src/model/panel-kinds';
import { DATASOURCE, DEMO_RANGE } from './provisioned';
import { chooseKind } from './support/query-kind';

const IN_DEMO = { timeRange: { ...DEMO_RANGE, zone: 'utc' } } as const;

test('a new panel asks for a metric at once, and shows it', async ({ panelEditPage, page }) => {
  await panelEditPage.datasource.set(DATASOURCE.name);
  await expect(page.getByRole('radiogroup', { name: QUERY_LABELS.queryType })).toBeVisible();
  await panelEditPage.setVisualization('Table');
  await panelEditPage.timeRange.set({ from: '2026-07-22 00:00:00', to: '2026-08-21 00:00:00' });
  // While it asks, the button that refreshes cancels.
  await expect(panelEditPage.panel.fieldNames.first()).toBeVisible();
  const response = await panelEditPage.refreshPanel();
  expect(response.ok()).toBe(true);
  await expect(panelEditPage.panel.getErrorIcon()).toHaveCount(0);
  await expect(panelEditPage.panel.fieldNames.first()).toBeVisible();
});

test('another kind of query brings its own fields', async ({ panelEditPage, page }) => {
  await panelEditPage.datasource.set(DATASOURCE.name);
  await chooseKind(page, 'Error budget');
  await expect(page.getByRole('combobox', { name: QUERY_LABELS.measure })).toBeVisible();
  await chooseKind(page, 'Reliability');
  await expect(page.getByRole('combobox', { name: QUERY_LABELS.view })).toBeVisible();
});

/** What Grafana says of data that a view cannot draw. */
const UNFIT = /missing a time field|missing a number field|does not have a time field|No data/i;

for (const kind of PANEL_KINDS) {
  const label = PANEL_KIND_LABELS[kind];
  test(`Explore runs a query of the kind "${label}", and shows its answer`, async ({ explorePage, page }) => {
    const { from, to } = DEMO_RANGE;
    // In a narrower window Explore's button is without its text.
    await page.setViewportSize({ width: 1920, height: 1080 });
    const pane = { datasource: DATASOURCE.uid, queries: [], range: { from, to } };
    await page.goto(`/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify({ sre: pane }))}`);
    const shown = page.getByTestId(/^data-testid Panel header (Graph|Table)/).first();
    // It asks the default query by itself, and while it does the button would take that back.
    await expect(shown).toBeVisible({ timeout: 60_000 });
    await chooseKind(page, label);
    const run = explorePage.getByGrafanaSelector('data-testid RefreshPicker run button');
    await expect(run).toHaveText('Run query');
    const answered = page.waitForResponse((response) => isAnswerTo(response, kind));
    await run.click();
    expect((await answered).status()).toBe(200);
    await expect(shown).toBeVisible();
    // Nobody has set up a background job for the demo.
    if (kind !== 'status') {
      await expect(page.getByText(UNFIT)).toHaveCount(0);
    }
  });
}

function isAnswerTo(response: Response, kind: string): boolean {
  const request = response.request();
  return new URL(response.url()).pathname === '/api/ds/query' && (request.postData() ?? '').includes(`"${kind}"`);
}

test('a panel of a dashboard opens in the panel editor with its queries', async ({ gotoPanelEditPage, page }) => {
  const editPage = await gotoPanelEditPage({ dashboard: { uid: 'sre-dora', ...IN_DEMO }, id: '2' });
  await expect(editPage.getQueryEditorRow('A')).toBeVisible();
  // A line each for the median, p75 and p90.
  await expect(page.getByRole('radiogroup', { name: QUERY_LABELS.queryType })).toHaveCount(3);
});
