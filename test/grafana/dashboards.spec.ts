import { expect, test } from '@grafana/plugin-e2e';
import { z } from 'zod';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DEMO_RANGE, FOLDER } from './provisioned';

const answerSchema = z.object({
  meta: z.object({ provisioned: z.boolean(), folderTitle: z.string() }),
  dashboard: z.object({ title: z.string() }),
});

for (const uid of Object.values(DASHBOARD_UIDS)) {
  test(`${uid} is provisioned, and every panel shows its data`, async ({ gotoDashboardPage, request }) => {
    const answer = await request.get(`/api/dashboards/uid/${uid}`);
    const { meta } = answerSchema.parse(await answer.json());
    expect(meta).toMatchObject({ provisioned: true, folderTitle: FOLDER });
    const dashboardPage = await gotoDashboardPage({ uid, timeRange: { ...DEMO_RANGE, zone: 'utc' } });
    await dashboardPage.waitForPanelsQueriesToComplete({ scrollAll: true });
    await expect(dashboardPage).not.toHavePanelErrors();
  });
}

test('the wall shows no menus', async ({ gotoDashboardPage, page }) => {
  const queryParams = new URLSearchParams({ kiosk: '' });
  await gotoDashboardPage({ uid: DASHBOARD_UIDS.wall, timeRange: { ...DEMO_RANGE, zone: 'utc' }, queryParams });
  await expect(page.getByRole('navigation')).toHaveCount(0);
});
