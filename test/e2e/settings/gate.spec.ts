import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { DATASOURCE_UID } from '../../../alerting/provisioned-rule';
import { GATE_LABELS, QUERY_LABELS } from '../../../src/labels/control-labels';
import { ROOT } from '../../../tooling/paths';
import { expect, open, test } from '../support/fixtures';
import type { OwnPreview } from '../support/own-preview';
import { keepPicture } from '../support/screenshot';
import { SettingsPage } from '../support/settings-page';

/** The change gate, overridden and released beside a query, and seen on the settings page. */

const L = GATE_LABELS;

/** GitHub was down for five hours lately, and the gate, which is installed, holds a change of it. */
const GATED = `
  with incident as (
    insert into stackflow.incidents (title, priority, created_at, resolved_at)
    values ('outage', 'P1', now() - interval '6 hours', now() - interval '1 hour') returning id, created_at, resolved_at
  )
  insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
  select i.id, s.id, i.created_at, i.resolved_at from incident as i, stackflow.services as s where s.name = 'GitHub';
  ${readFileSync(join(ROOT, 'db/gate/install.sql'), 'utf8')};
  insert into stackflow.change_records (service_id, title, change_type, state, url)
  select s.id, 'Newer icons', 'normal', 'scheduled', 'https://changes.example.com/1'
  from stackflow.services as s where s.name = 'GitHub'`;

async function openGate(page: Page, { url }: OwnPreview, role: 'Editor' | 'Viewer') {
  await open(page, `${url}/editors/query?role=${role}`);
  await page.getByRole('radio', { name: 'Change gate' }).check();
  await page.getByRole('button', { name: QUERY_LABELS.manageGate }).click();
  const gate = page.getByRole('dialog', { name: QUERY_LABELS.gateDrawer });
  await expect(gate.getByText('blocked', { exact: true })).toBeVisible();
  return gate;
}

test.beforeEach(({ ownPreview }) => ownPreview.change(GATED));

test('an Editor overrides the gate with a reason, and ends that again', async ({ page, ownPreview }) => {
  const gate = await openGate(page, ownPreview, 'Editor');
  await gate.getByRole('button', { name: L.add }).click();
  const form = page.getByRole('dialog', { name: L.add });
  await form.getByRole('button', { name: L.add }).click();
  await expect(form.getByRole('alert').first()).toContainText(L.fields.service);
  await form.getByRole('combobox', { name: L.fields.service }).fill('GitHub');
  await page
    .getByRole('option')
    .filter({ has: page.getByText('GitHub', { exact: true }) })
    .click();
  await form.getByRole('textbox', { name: L.fields.reason }).fill('A certificate ends tonight');
  await form.getByRole('button', { name: L.add }).click();
  await expect(page.getByText('Changes of GitHub may go ahead.')).toBeVisible();
  await expect(gate.getByText(/^pass until/)).toBeVisible();
  await expect(page.getByText('Changes of GitHub may go ahead.')).toHaveCount(0, { timeout: 15_000 });
  await keepPicture(page, 'change-gate');
  const row = gate.getByRole('row').filter({ hasText: 'A certificate ends tonight' });
  await expect(row).toContainText('preview-editor');

  await row.getByRole('button', { name: `${L.end} of GitHub` }).click();
  await page
    .getByRole('dialog', { name: `${L.end} of GitHub?` })
    .getByRole('button', { name: L.end })
    .click();
  await expect(row).toContainText('Ended by preview-editor');
  await expect(gate.getByText('blocked', { exact: true })).toBeVisible();
});

test('an Editor releases one change, which is on record', async ({ page, ownPreview }) => {
  const gate = await openGate(page, ownPreview, 'Editor');
  await gate.getByRole('button', { name: `${L.release} “Newer icons”` }).click();
  const form = page.getByRole('dialog', { name: `${L.release} “Newer icons”` });
  await form.getByRole('textbox', { name: L.fields.reason }).fill('Nobody can be hurt');
  await form.getByRole('button', { name: L.release }).click();
  await expect(page.getByText('Released “Newer icons” of GitHub.')).toBeVisible();
  await expect(gate.getByText('No change is held.')).toBeVisible();
});

test('a Viewer sees it all, is told why nothing can be changed, and is refused', async ({ page, ownPreview }) => {
  const gate = await openGate(page, ownPreview, 'Viewer');
  await expect(gate.getByText('Newer icons')).toBeVisible();
  await expect(gate.getByText(/your role is Viewer/)).toBeVisible();
  await expect(gate.getByRole('button', { name: L.add })).toHaveCount(0);
  const refused = await page.request.post(
    `${ownPreview.url}/api/datasources/uid/${DATASOURCE_UID}/resources/gate-overrides`,
    { headers: { 'x-preview-role': 'Viewer' }, data: { service: 'GitHub', reason: 'mine', hours: 1 } }
  );
  expect(refused.status()).toBe(403);
});

test('the settings page shows it, too', async ({ page, ownPreview }) => {
  await SettingsPage.openDaily(page, ownPreview);
  const section = page.getByRole('group', { name: QUERY_LABELS.gateDrawer });
  await expect(section.getByText('Newer icons')).toBeVisible();
  await expect(section.getByText(/^The database holds non-critical changes/)).toBeVisible();
});
