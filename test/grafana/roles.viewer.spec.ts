import { expect, test } from '@grafana/plugin-e2e';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DATASOURCE, DEMO_RANGE } from './provisioned';

test('a Viewer sees every panel', async ({ gotoDashboardPage }) => {
  const dashboardPage = await gotoDashboardPage({
    uid: DASHBOARD_UIDS.metrics,
    timeRange: { ...DEMO_RANGE, zone: 'utc' },
  });
  await dashboardPage.waitForPanelsQueriesToComplete({ scrollAll: true });
  await expect(dashboardPage).not.toHavePanelErrors();
});

test('a Viewer cannot write an SLO', async ({ request }) => {
  const answer = await request.post(`/api/datasources/uid/${DATASOURCE.uid}/resources/slo-definitions`, {
    data: { service: 'prometheus', name: 'of a viewer', targetPercent: 99, windowDays: 30, enabled: true },
  });
  expect(answer.status()).toBe(403);
});
