import { expect, test } from '@grafana/plugin-e2e';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { openDashboard, panel } from './support/open-dashboard';

/** What is marked on graphs. */

const LEAD_TIME = 2;

test('a mark tells of its incident, and offers nothing that would fail', async ({ page }) => {
  await openDashboard(page, DASHBOARD_UIDS.dora);
  // One that is shorter than a pixel has no place to point at.
  const marks = panel(page, LEAD_TIME).getByTestId('data-testid annotation-marker').filter({ visible: true });
  await expect(marks.first()).toBeVisible();
  // The newest, on which no other lies.
  await marks.last().hover();
  const markers = page.getByTestId('annotation-marker');
  await expect(markers).toContainText('Outage of');
  // Edit and delete, which only Grafana's own annotations know.
  await expect(markers.getByRole('button')).toHaveCount(0);
});

test('a switch takes its marks away and gives them back', async ({ page }) => {
  await openDashboard(page, DASHBOARD_UIDS.reliability);
  const marks = panel(page, 2).getByTestId('data-testid annotation-marker');
  await expect(marks.first()).toBeAttached();
  const toggle = page.getByTestId('data-testid dashboard controls').getByLabel('P1 incidents');
  await toggle.uncheck({ force: true });
  await expect(marks).toHaveCount(0);
  await toggle.check({ force: true });
  await expect(marks.first()).toBeAttached();
});
