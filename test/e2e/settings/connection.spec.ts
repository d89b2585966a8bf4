import { DATASOURCE_UID } from '../../../alerting/provisioned-rule';
import { CONFIG_LABELS } from '../../../src/labels/control-labels';
import { expect, test } from '../support/fixtures';
import { SettingsPage } from '../support/settings-page';

/** The settings page: what leads to the database, and what is said where it does not. */

const L = CONFIG_LABELS;

test('connects, and says to what', async ({ page, ownPreview }) => {
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText(/Aurora answers: PostgreSQL \d+.*, schema version \d+\./);
});

test('says what to do about a wrong password, and never shows it', async ({ page, ownPreview, problems }) => {
  problems.expect(/status of (400|401|502)/);
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.changeSecret(L.password, 'not-the-password');
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('refused the sign-in of user "postgres"');
  await expect(settings.verdict).toContainText('Check user and password');
  await expect(page.getByText('not-the-password')).toHaveCount(0);

  await settings.changeSecret(L.password, ownPreview.database.password);
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('Aurora answers');
});

test('shows a saved secret as configured, and keeps it', async ({ page, ownPreview }) => {
  const settings = await SettingsPage.open(page, ownPreview);
  await expect(settings.secret(L.password)).toHaveValue('configured');
  await expect(settings.secret(L.password)).toBeDisabled();
  await settings.text(L.user).fill('postgres');
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('Aurora answers');
  const { secureJsonFields, ...stored } = (await (
    await page.request.get(`${ownPreview.url}/api/datasources/uid/${DATASOURCE_UID}`)
  ).json()) as { readonly secureJsonFields: object };
  expect(secureJsonFields).toEqual({ password: true });
  expect(JSON.stringify(stored)).not.toContain(ownPreview.database.password);
});

test('says what to do about a host that does not answer, and a database that is not there', async ({
  page,
  ownPreview,
  problems,
}) => {
  problems.expect(/status of (400|401|502)/);
  const settings = await SettingsPage.open(page, ownPreview);
  // The server listens on 127.0.0.1 alone.
  await settings.text(L.host).fill('127.0.0.2');
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText(`Aurora at 127.0.0.2:${ownPreview.database.port} cannot be reached`);
  await expect(settings.verdict).toContainText('Check that the cluster is running');

  await settings.text(L.host).fill('127.0.0.1');
  await settings.text(L.database).fill('elsewhere');
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('There is no database "elsewhere"');
});

test('tells of a port that is none while it is typed', async ({ page, ownPreview }) => {
  await SettingsPage.open(page, ownPreview);
  await page.getByRole('spinbutton', { name: L.port }).fill('70000');
  await expect(page.getByText('Enter a whole number from 1 to 65535, or leave it blank for 5432.')).toBeVisible();
});

test('shows the statement that lets the entered user read, where somebody asks for it', async ({
  page,
  ownPreview,
}) => {
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.text(L.user).fill('grafana_reader');
  await expect(page.getByText('grant sre_metrics_reader to grafana_reader;')).toBeHidden();
  await page.getByText(`${L.readerRole}: the SQL that grants it`).click();
  await expect(page.getByText('grant sre_metrics_reader to grafana_reader;')).toBeVisible();
  await settings.choose(L.authMethod, 'AWS IAM');
  await expect(page.getByText('grant rds_iam to grafana_reader;')).toBeVisible();
  await expect(settings.text(L.awsRegion)).toBeVisible();
  await expect(settings.secret(L.password)).toHaveCount(0);
});

test('shows the statement of a right that is missing, until the database has it', async ({ page, ownPreview }) => {
  await ownPreview.change(`create role of_a_test login password 'example'; grant sre_metrics_reader to of_a_test`);
  const settings = await SettingsPage.open(page, ownPreview);
  await settings.text(L.user).fill('of_a_test');
  await settings.changeSecret(L.password, 'example');
  await settings.saveAndTest();
  await expect(settings.header(L.edits)).toContainText(`${L.editorRole} missing`);
  await expect(page.getByText('grant sre_metrics_slo_editor to of_a_test;')).toBeVisible();

  await ownPreview.change('grant sre_metrics_slo_editor to of_a_test');
  await settings.saveAndTest();
  await expect(settings.header(L.edits)).toContainText('SLOs granted');
  await expect(page.getByText('grant sre_metrics_slo_editor to of_a_test;')).toBeHidden();
});
