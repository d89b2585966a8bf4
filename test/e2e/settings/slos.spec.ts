import type { Page } from '@playwright/test';

import { DATASOURCE_UID } from '../../../alerting/provisioned-rule';
import { CONFIG_LABELS, QUERY_LABELS, SLO_LABELS } from '../../../src/labels/control-labels';
import { expect, open, test } from '../support/fixtures';
import type { OwnPreview } from '../support/own-preview';

/** SLOs, made and changed beside a query. */

const L = SLO_LABELS;

async function openSlos(page: Page, { url }: OwnPreview, role: 'Editor' | 'Viewer') {
  await open(page, `${url}/editors/query?role=${role}`);
  await page.getByRole('radio', { name: 'Error budget' }).check();
  await page.getByRole('button', { name: QUERY_LABELS.manageSlos }).click();
  const slos = page.getByRole('dialog', { name: QUERY_LABELS.sloDrawer });
  await expect(slos.getByRole('cell', { name: 'Catalog Search', exact: true })).toBeVisible();
  return slos;
}

test('an Editor creates an SLO, changes it, and finds both in its history', async ({ page, ownPreview }) => {
  const slos = await openSlos(page, ownPreview, 'Editor');
  await slos.getByRole('button', { name: L.create }).click();
  const creation = page.getByRole('dialog', { name: L.create });
  await creation.getByRole('combobox', { name: L.fields.service }).fill('Playground');
  await page
    .getByRole('option')
    .filter({ has: page.getByText('Playground', { exact: true }) })
    .click();
  await creation.getByRole('textbox', { name: L.fields.name }).fill('availability');
  await creation.getByRole('textbox', { name: L.fields.targetPercent }).fill('99.9');
  await creation.getByRole('textbox', { name: L.fields.windowDays }).fill('30');
  await expect(creation.getByRole('status')).toHaveText('99.9 % over 30 days allows 43.2 minutes of downtime.');
  await creation.getByRole('button', { name: L.save }).click();
  await expect(page.getByText('Saved “availability” of Playground.')).toBeVisible();
  const row = slos.getByRole('row').filter({ has: page.getByRole('cell', { name: 'Playground', exact: true }) });
  await expect(row).toContainText('99.9 %');
  await expect(row).toContainText('by preview-editor');

  await row.getByRole('button', { name: `${L.edit} “availability” of Playground` }).click();
  const edit = page.getByRole('dialog', { name: `${L.edit} “availability” of Playground` });
  await edit.getByRole('textbox', { name: L.fields.targetPercent }).fill('99.5');
  await edit.getByRole('textbox', { name: L.fields.runbookUrl }).fill('https://wiki.example.com/playground');
  await expect(edit.getByRole('status')).toContainText('Until now: 99.9 % over 30 days allows 43.2 minutes');
  await edit.getByRole('button', { name: L.save }).click();
  await expect(row).toContainText('99.5 %');
  const runbook = row.getByRole('link', { name: `${L.fields.runbookUrl} “availability” of Playground` });
  await expect(runbook).toHaveAttribute('href', 'https://wiki.example.com/playground');

  await row.getByRole('button', { name: `${L.history} “availability” of Playground` }).click();
  const history = page.getByRole('dialog', { name: 'History of “availability” of Playground' });
  await expect(history.getByText(`${L.fields.targetPercent}: 99.9 % → 99.5 %`)).toBeVisible();
  await expect(history.getByText(`${L.fields.runbookUrl}: none → https://wiki.example.com/playground`)).toBeVisible();
  await expect(history.getByText('Created with 99.9 % over 30 days, enabled')).toBeVisible();
  await expect(history.getByRole('cell', { name: 'preview-editor' })).toHaveCount(2);
});

test('a new SLO is in the answer once its list is closed', async ({ page, ownPreview }) => {
  const slos = await openSlos(page, ownPreview, 'Editor');
  await slos.getByRole('button', { name: `${L.disable} “availability” of GitHub` }).click();
  const question = page.getByRole('dialog', { name: `${L.disable} “availability” of GitHub?` });
  await question.getByRole('button', { name: L.disable, exact: true }).click();
  await expect(page.getByText('Disabled “availability” of GitHub.')).toBeVisible();
  const row = slos.getByRole('row').filter({ has: page.getByRole('cell', { name: 'GitHub', exact: true }) });
  await expect(row.getByText(L.disabledState, { exact: true })).toBeVisible();
  await row.getByRole('button', { name: `${L.enable} “availability” of GitHub` }).click();
  await expect(row.getByText(L.enabledState, { exact: true })).toBeVisible();
});

test('says which field is wrong, and saves nothing', async ({ page, ownPreview }) => {
  const slos = await openSlos(page, ownPreview, 'Editor');
  await slos.getByRole('button', { name: `${L.edit} “availability” of GitHub` }).click();
  const edit = page.getByRole('dialog', { name: `${L.edit} “availability” of GitHub` });
  const target = edit.getByRole('textbox', { name: L.fields.targetPercent });
  await target.fill('99');
  const runbook = edit.getByRole('textbox', { name: L.fields.runbookUrl });
  await runbook.fill('wiki');
  await edit.getByRole('button', { name: L.save }).click();
  await expect(edit.getByRole('alert')).toContainText('must be a web address that begins with http:// or https://');
  await expect(runbook).toBeFocused();
  await runbook.clear();
  await target.fill('120');
  await edit.getByRole('button', { name: L.save }).click();
  await expect(edit.getByRole('alert')).toContainText(L.fields.targetPercent);
  await expect(target).toBeFocused();
  await edit.getByRole('button', { name: CONFIG_LABELS.cancel }).click();
  const row = slos.getByRole('row').filter({ has: page.getByRole('cell', { name: 'GitHub', exact: true }) });
  await expect(row).toContainText('98.5 %');
});

test('a Viewer is told why nothing can be changed, and is refused', async ({ page, ownPreview }) => {
  const slos = await openSlos(page, ownPreview, 'Viewer');
  await expect(
    slos.getByText('Only users with the role Editor or Admin may edit SLOs; your role is Viewer.')
  ).toBeVisible();
  await expect(slos.getByRole('button', { name: L.create })).toHaveCount(0);
  const refused = await page.request.post(
    `${ownPreview.url}/api/datasources/uid/${DATASOURCE_UID}/resources/slo-definitions`,
    {
      headers: { 'x-preview-role': 'Viewer' },
      data: { service: 'GitHub', name: 'mine', targetPercent: 99, windowDays: 30, enabled: true },
    }
  );
  expect(refused.status()).toBe(403);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining('your role is Viewer') });
});
