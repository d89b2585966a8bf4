import { GITHUB_LABELS } from '../../../src/labels/control-labels';
import { expect, open, test } from '../support/fixtures';
import { SettingsPage } from '../support/settings-page';

/** How GitHub sync stands, where administrators and where everybody sees it. */

const SYNCED = `
  insert into stackflow.github_repositories (repository, repository_id, service_id)
  select 'acme/prometheus', 1, s.id from stackflow.services as s where s.name = 'prometheus';
  insert into stackflow.github_sync_state (repository_id, full_name, last_succeeded_at)
  values (1, 'acme/prometheus', now());
  insert into stackflow.github_pull_requests (repository_id, number, repository, title, url, base_branch, head_sha,
    opened_at, updated_at, state, ended_at, labels, skip_reason)
  select 1, n, 'acme/prometheus', 't', 'u', 'next', 'sha', now(), now(), 'merged', now(), '{}', 'other_branch'
  from generate_series(1, 3) as n;
  insert into stackflow.github_rate_limits values ('token', 'graphql', 5000, 4321, now() + interval '1 hour', now())`;

test('repositories, what became of them, and what GitHub still answers', async ({ page, ownPreview }) => {
  await ownPreview.change(SYNCED);
  await SettingsPage.openDaily(page, ownPreview);
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'acme/prometheus', exact: true }) });
  await expect(row).toContainText('synced');
  await expect(row).toContainText('0 of 3 pull requests, 3 skipped');
  await expect(page.getByRole('list', { name: GITHUB_LABELS.limits })).toContainText('GraphQL: 4,321 of 5,000');

  await open(page, `${ownPreview.url}/d/sre-data-quality`);
  await expect(page.getByText('3 other branch')).toBeVisible();
  await expect(page.getByText('4321')).toBeVisible();
});
