import { expect, test } from '@grafana/plugin-e2e';

import { QUERY_LABELS } from '../../src/selectors';
import { DATASOURCE, DEMO_RANGE } from './shared';

const IN_DEMO = { timeRange: { ...DEMO_RANGE, zone: 'utc' } } as const;

test('a new panel asks for a metric at once, and shows it', async ({ panelEditPage, page }) => {
  await panelEditPage.datasource.set(DATASOURCE.name);
  await expect(page.getByRole('radiogroup', { name: QUERY_LABELS.queryType })).toBeVisible();
  await panelEditPage.setVisualization('Table');
  await panelEditPage.timeRange.set({ from: '2026-07-22 00:00:00', to: '2026-08-21 00:00:00' });
  const response = await panelEditPage.refreshPanel();
  expect(response.ok()).toBe(true);
  await expect(panelEditPage.panel.getErrorIcon()).toHaveCount(0);
  await expect(panelEditPage.panel.fieldNames.first()).toBeVisible();
});

test('another kind of query brings its own fields', async ({ panelEditPage, page }) => {
  await panelEditPage.datasource.set(DATASOURCE.name);
  const kinds = page.getByRole('radiogroup', { name: QUERY_LABELS.queryType });
  await kinds.getByText('Error budget').click();
  await expect(page.getByLabel(QUERY_LABELS.measure)).toBeVisible();
  await kinds.getByText('Reliability').click();
  await expect(page.getByLabel(QUERY_LABELS.view)).toBeVisible();
});

test('Explore runs a query', async ({ explorePage, page }) => {
  await explorePage.datasource.set(DATASOURCE.name);
  await expect(page.getByRole('radiogroup', { name: QUERY_LABELS.queryType })).toBeVisible();
  await expect(explorePage.runQuery()).toBeOK();
});

test('a panel of a dashboard opens in the panel editor with its query', async ({ gotoPanelEditPage, page }) => {
  const editPage = await gotoPanelEditPage({ dashboard: { uid: 'sre-dora', ...IN_DEMO }, id: '2' });
  await expect(editPage.getQueryEditorRow('A')).toBeVisible();
  await expect(page.getByRole('radiogroup', { name: QUERY_LABELS.queryType })).toBeVisible();
});
