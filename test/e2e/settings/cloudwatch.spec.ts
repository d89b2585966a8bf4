import { CLOUDWATCH_LABELS as L, CONFIG_LABELS as C } from '../../../src/labels/control-labels';
import { expect, open, test } from '../support/fixtures';
import { SettingsPage } from '../support/settings-page';

/** Publishing to CloudWatch: how it is set up and how it stands, where administrators and where everybody sees it. */

const DESTINATION = 'eu-central-1 StackFlow/DORA';
const PUBLISHED = `
  insert into stackflow.cloudwatch_destinations (destination, kind, last_succeeded_at, last_failed_at, last_error) values
    ('${DESTINATION}', 'dora', now(), null, null),
    ('${DESTINATION}', 'changeFailureRate', now() - interval '1 day', now(), 'AWS refuses cloudwatch:PutMetricData.');
  insert into stackflow.cloudwatch_hours (destination, kind, hour, state, published_at)
  select '${DESTINATION}', kind, date_bin('1 hour', now() - interval '1 hour' * n, 'epoch'), 'published', now()
  from generate_series(1, 400) as n
  cross join lateral (values ('dora', 0), ('changeFailureRate', 48)) as k (kind, since)
  where n > since;
  insert into stackflow.cloudwatch_drift (destination, hour, metric, service_id, published_n, published_total, now_n, now_total)
  select '${DESTINATION}', date_bin('1 hour', now() - interval '30 hours', 'epoch'), 'ChangeFailureRate', s.id, 4, 0, 4, 100
  from stackflow.services as s where s.name = 'prometheus'`;

test('the state of each destination, and what was corrected since', async ({ page, ownPreview }) => {
  await ownPreview.change(PUBLISHED);
  await SettingsPage.open(page, ownPreview);
  const row = page.getByRole('row').filter({ hasText: 'Change failure rate' });
  await expect(row).toContainText('failing');
  await expect(row).toContainText('AWS refuses cloudwatch:PutMetricData.');
  await expect(page.getByRole('row').filter({ hasText: 'Deployment frequency' })).toContainText('up to date');

  await open(page, `${ownPreview.url}/d/sre-data-quality`);
  await expect(page.getByText('AWS refuses cloudwatch:PutMetricData.')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'ChangeFailureRate' })).toContainText('percent');
});

test('is turned on and saved; a test says why it would fail', async ({ page, ownPreview, problems }) => {
  problems.expect(/status of (401|502)/);
  const settings = await SettingsPage.open(page, ownPreview);
  const publishing = page.getByRole('switch', { name: new RegExp(`^${C.cloudWatchPublishing}`) });
  // From below the bar that saves.
  await publishing.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await publishing.check({ force: true });
  await settings.text(C.cloudWatchRegion).fill('eu-central-1');
  // Nobody listens there.
  await settings.text(C.cloudWatchEndpoint).fill('http://127.0.0.1:9');
  await settings.secret(C.awsAccessKeyId).fill('AKIDEXAMPLE');
  await settings.secret(C.awsSecretAccessKey).fill('not-to-be-shown');
  await settings.saveAndTest();
  await expect(settings.verdict).toContainText('Aurora answers');
  await page.getByRole('button', { name: L.test }).click();
  await expect(page.getByText(L.refused)).toBeVisible();
  await expect(page.getByText('CloudWatch (http://127.0.0.1:9) cannot be reached')).toBeVisible();
  await expect(page.getByText('not-to-be-shown')).toHaveCount(0);
});
