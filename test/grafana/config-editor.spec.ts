import { expect, test } from '@grafana/plugin-e2e';
import { z } from 'zod';

import { CONFIG_LABELS } from '../../src/selectors';
import { DATASOURCE } from './shared';

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
  await expect(page.getByLabel(CONFIG_LABELS.host, { exact: true })).toHaveValue(host);
  await expect(page.getByLabel(CONFIG_LABELS.user, { exact: true })).toHaveValue(user);
  await expect(page.getByLabel(CONFIG_LABELS.password, { exact: true })).toHaveValue('configured');
});

test('a wrong password is told with advice', async ({
  createDataSource,
  gotoDataSourceConfigPage,
  grafanaAPIClient,
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
  await grafanaAPIClient.deleteDataSourceByUID(uid);
});

test('a new data source names the setting that is missing', async ({ createDataSourceConfigPage }) => {
  const configPage = await createDataSourceConfigPage({ type: DATASOURCE.type });
  await expect(configPage.saveAndTest()).not.toBeOK();
  await expect(configPage).toHaveAlert('error', { hasText: 'host is missing' });
});
