import { expect, test } from '@grafana/plugin-e2e';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DATASOURCE } from './provisioned';
import { openDashboard, panelErrors } from './support/open-dashboard';

test('a Viewer sees every panel', async ({ page }) => {
  await openDashboard(page, DASHBOARD_UIDS.metrics);
  await expect(panelErrors(page)).toHaveCount(0);
});

test('a Viewer cannot write an SLO', async ({ request }) => {
  const answer = await request.post(`/api/datasources/uid/${DATASOURCE.uid}/resources/slo-definitions`, {
    data: { service: 'prometheus', name: 'of a viewer', targetPercent: 99, windowDays: 30, enabled: true },
  });
  expect(answer.status()).toBe(403);
});
