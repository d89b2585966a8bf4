import { CONFIG_LABELS } from '../../../src/labels/control-labels';
import { expect, test } from '../support/fixtures';
import { SettingsPage } from '../support/settings-page';

/** The settings page: TLS, at a server whose certificate is for `localhost`. */

const L = CONFIG_LABELS;

test('verifies only by the authority that signed the certificate', async ({ page, ownPreview, problems }) => {
  problems.expect(/status of (400|401|502)/);
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.text(L.host).fill('localhost');
  await settings.choose(L.tlsMode, 'Verify');
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('The certificate of Aurora at localhost');
  await expect(settings.verdict).toContainText("Enter the certificate authority's PEM");

  await settings.changeSecret(L.tlsCaCert, ownPreview.database.caPem);
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('Aurora answers');
  await expect(settings.secret(L.tlsCaCert)).toHaveValue('configured');
});

test('says that a certificate is for another host', async ({ page, ownPreview, problems }) => {
  problems.expect(/status of (400|401|502)/);
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.choose(L.tlsMode, 'Verify');
  await settings.changeSecret(L.tlsCaCert, ownPreview.database.caPem);
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('is for another host name');
});

test('encrypts without a check, and goes without where it is told to', async ({ page, ownPreview }) => {
  const settings = await SettingsPage.open(page, ownPreview);
  for (const mode of ['Require', 'Off']) {
    await settings.choose(L.tlsMode, mode);
    await settings.saveAndTest();
    await expect(settings.verdict).toContainText('Aurora answers');
    await expect(settings.secret(L.tlsCaCert)).toHaveCount(0);
  }
});

test('asks for TLS where IAM signs in', async ({ page, ownPreview }) => {
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.choose(L.authMethod, 'AWS IAM');
  await settings.choose(L.tlsMode, 'Off');
  await expect(page.getByText('IAM sign-in needs TLS; choose Verify or Require.')).toBeVisible();
});
