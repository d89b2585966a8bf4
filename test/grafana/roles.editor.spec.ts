import { expect, test } from '@grafana/plugin-e2e';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DATASOURCE, DEMO_RANGE } from './provisioned';
import { openDashboard, panelErrors } from './support/open-dashboard';

test('an Editor sees every panel', async ({ page }) => {
  await openDashboard(page, DASHBOARD_UIDS.errorBudget);
  await expect(panelErrors(page)).toHaveCount(0);
});

test('an Editor edits no SLO before the data source allows it, and is told which setting does', async ({ request }) => {
  const answer = await request.post(`/api/datasources/uid/${DATASOURCE.uid}/resources/slo-definitions`, {
    data: { service: 'prometheus', name: 'of an editor', targetPercent: 99, windowDays: 30, enabled: true },
  });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain('SLO');
});

test('an Editor asks ad hoc, as Explore does', async ({ request }) => {
  const answer = await request.post('/api/ds/query', {
    data: {
      ...DEMO_RANGE,
      queries: [{ refId: 'A', datasource: { uid: DATASOURCE.uid, type: DATASOURCE.type } }],
    },
  });
  expect(answer.status()).toBe(200);
});
