import type { Page } from '@playwright/test';

import { VARIABLE_KIND_LABELS } from '../../../src/labels/choice-labels';
import { VARIABLE_LABELS } from '../../../src/labels/control-labels';
import { expect, open, test } from '../support/fixtures';

/** The editor of a dashboard's variable. */

async function choose(page: Page, kind: keyof typeof VARIABLE_KIND_LABELS): Promise<void> {
  const kinds = page.getByRole('radiogroup', { name: VARIABLE_LABELS.kind });
  await kinds.getByRole('radio', { name: VARIABLE_KIND_LABELS[kind], exact: true }).check();
}

function values(page: Page) {
  return page.getByTestId('preview-values').locator('> *');
}

test('brings the names of each kind', async ({ page }) => {
  await open(page, '/editors/variable');
  await choose(page, 'teams');
  await expect(values(page)).toHaveText(['Manticore Search', 'Prometheus']);
  await choose(page, 'tiers');
  await expect(values(page)).toHaveText(['critical', 'standard']);
  await choose(page, 'services');
  await expect(values(page)).toHaveCount(16);
  await choose(page, 'slos');
  await expect(values(page)).toHaveText(['availability']);
});

test('narrows services by team and tier', async ({ page }) => {
  await open(page, '/editors/variable');
  await choose(page, 'services');
  await page.getByRole('combobox', { name: VARIABLE_LABELS.teams }).fill('Prometheus');
  await page
    .getByRole('option')
    .filter({ has: page.getByText('Prometheus', { exact: true }) })
    .click();
  await page.keyboard.press('Escape');
  await expect(values(page)).toHaveText([
    'alertmanager',
    'blackbox_exporter',
    'node_exporter',
    'prometheus',
    'pushgateway',
  ]);
  await page.getByRole('combobox', { name: VARIABLE_LABELS.tiers }).fill('Critical');
  await page
    .getByRole('option')
    .filter({ has: page.getByText('Critical', { exact: true }) })
    .click();
  await expect(values(page)).toHaveText(['alertmanager', 'prometheus']);
});
