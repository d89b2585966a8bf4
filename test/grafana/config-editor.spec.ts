import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';

import { CONFIG_LABELS } from '../../src/labels/control-labels';
import { DATASOURCE } from './provisioned';

const HEALTH = /\/api\/datasources\/uid\/[^/]+\/health/;

test('the provisioned data source reaches its database', async ({ gotoDataSourceConfigPage, page }) => {
  await gotoDataSourceConfigPage(DATASOURCE.uid);
  const health = page.waitForResponse(HEALTH);
  // What is provisioned cannot be saved, and the button says so.
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  expect((await health).status()).toBe(200);
});

test('the settings page shows what is provisioned, and never the password', async ({
  gotoDataSourceConfigPage,
  grafanaAPIClient,
  page,
}) => {
  const { jsonData } = await grafanaAPIClient.getDataSourceSettingsByUID(DATASOURCE.uid);
  const { host, user } = z.object({ host: z.string(), user: z.string() }).parse(jsonData);
  await gotoDataSourceConfigPage(DATASOURCE.uid);
  await page.getByRole('tab', { name: CONFIG_LABELS.tabs.connection }).click();
  const database = header(page, CONFIG_LABELS.connection);
  await expect(database).toContainText('connected');
  await database.click();
  await expect(field(page, CONFIG_LABELS.host)).toHaveValue(host);
  await expect(field(page, CONFIG_LABELS.user)).toHaveValue(user);
  await expect(field(page, CONFIG_LABELS.password)).toHaveValue('configured');
});

/** What folds a section, with how it stands. */
function header(page: Page, title: string): Locator {
  return page.getByRole('group', { name: title, exact: true }).getByRole('button').first();
}

/** A field is named by its label, a star where it is required, and the help below it. */
function field(page: Page, label: string): Locator {
  return page.getByRole('textbox', { name: new RegExp(`^${label}( \\*)?( |$)`) });
}

test('a wrong password is told with advice', async ({
  createDataSource,
  gotoDataSourceConfigPage,
  grafanaAPIClient,
  page,
}) => {
  const { jsonData } = await grafanaAPIClient.getDataSourceSettingsByUID(DATASOURCE.uid);
  const { uid } = await createDataSource({
    type: DATASOURCE.type,
    name: 'with a wrong password',
    jsonData,
    secureJsonData: { password: 'wrong' },
  });
  const configPage = await gotoDataSourceConfigPage(uid);
  await expect(configPage.saveAndTest()).not.toBeOK();
  await expect(configPage).toHaveAlert('error', { hasText: 'Check user and password' });
  await expect(header(page, CONFIG_LABELS.connection)).toContainText('not connected');
  await grafanaAPIClient.deleteDataSourceByUID(uid);
});

test('a new data source names the setting that is missing', async ({ createDataSourceConfigPage }) => {
  const configPage = await createDataSourceConfigPage({ type: DATASOURCE.type });
  await expect(configPage.saveAndTest()).not.toBeOK();
  await expect(configPage).toHaveAlert('error', { hasText: 'host is missing' });
});

test('what saves and tests is in view on a small laptop, and says what it found', async ({
  createDataSourceConfigPage,
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await createDataSourceConfigPage({ type: DATASOURCE.type });
  const save = page.getByRole('button', { name: CONFIG_LABELS.saveAndTest });
  await expect(save.first()).toBeInViewport({ ratio: 1 });
  await expect(save.first()).toHaveAttribute('type', 'submit');
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  const health = page.waitForResponse(HEALTH);
  await save.first().click();
  await health;
  await expect(page.getByText('host is missing').first()).toBeInViewport();
});
