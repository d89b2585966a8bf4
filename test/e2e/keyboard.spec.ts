import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { CONFIG_LABELS, QUERY_LABELS, SLO_LABELS } from '../../src/labels/control-labels';
import { open, test } from './support/fixtures';
import { SettingsPage } from './support/settings-page';

/** Long forms by the keyboard alone. */

const MOST_TABS = 80;
const L = SLO_LABELS;

/** Goes on by Tab until the control has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  await expect(control).toBeFocused();
}

async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

test('the settings are filled in, saved and tested', async ({ page, ownPreview }) => {
  const { host, port, name, user } = ownPreview.database;
  const settings = await SettingsPage.open(page, ownPreview);
  await typeInto(page, settings.text(CONFIG_LABELS.host), host);
  await typeInto(page, page.getByRole('spinbutton', { name: CONFIG_LABELS.port }), String(port));
  await typeInto(page, settings.text(CONFIG_LABELS.database), name);
  await typeInto(page, settings.text(CONFIG_LABELS.user), user);
  const tls = page.getByRole('radiogroup', { name: CONFIG_LABELS.tlsMode });
  await tabTo(page, tls.getByRole('radio', { name: 'Off' }));
  await page.keyboard.press('ArrowLeft');
  await expect(tls.getByRole('radio', { name: 'Require' })).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: 'Save & test' }).first());
  await page.keyboard.press('Enter');
  await expect(settings.verdict).toContainText('Aurora answers');
});

test('an SLO is created, and the focus comes back to where it was', async ({ page, ownPreview }) => {
  await open(page, `${ownPreview.url}/editors/query?role=Editor`);
  const kinds = page.getByRole('radiogroup', { name: QUERY_LABELS.queryType });
  await tabTo(page, kinds.getByRole('radio', { checked: true }));
  const budgets = kinds.getByRole('radio', { name: 'Error budget' });
  while (!(await budgets.isChecked())) {
    await page.keyboard.press('ArrowRight');
  }
  await tabTo(page, page.getByRole('button', { name: QUERY_LABELS.manageSlos }));
  await page.keyboard.press('Enter');
  const create = page.getByRole('button', { name: L.create });
  await tabTo(page, create);
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: L.create });
  await tabTo(page, form.getByRole('combobox', { name: L.fields.service }));
  await page.keyboard.type('Playground');
  await expect(page.getByRole('option', { name: /^Playground/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await typeInto(page, form.getByRole('textbox', { name: L.fields.name }), 'availability');
  await typeInto(page, form.getByRole('textbox', { name: L.fields.targetPercent }), '99.9');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Saved “availability” of .*Playground/)).toBeVisible();
  await expect(create).toBeFocused();
});
