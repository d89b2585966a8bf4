import { expect, test } from '@grafana/plugin-e2e';
import { z } from 'zod';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DEMO_RANGE, FOLDER } from './provisioned';
import { openDashboard, panelErrors } from './support/open-dashboard';

const answerSchema = z.object({
  meta: z.object({ provisioned: z.boolean(), folderTitle: z.string() }),
  dashboard: z.object({ title: z.string() }),
});

for (const uid of Object.values(DASHBOARD_UIDS)) {
  test(`${uid} is provisioned, and every panel shows its data`, async ({ page, request }) => {
    const answer = await request.get(`/api/dashboards/uid/${uid}`);
    const { meta } = answerSchema.parse(await answer.json());
    expect(meta).toMatchObject({ provisioned: true, folderTitle: FOLDER });
    await openDashboard(page, uid);
    await expect(panelErrors(page)).toHaveCount(0);
  });
}

test('the wall shows no menus', async ({ gotoDashboardPage, page }) => {
  const queryParams = new URLSearchParams({ kiosk: '' });
  await gotoDashboardPage({ uid: DASHBOARD_UIDS.wall, timeRange: { ...DEMO_RANGE, zone: 'utc' }, queryParams });
  await expect(page.getByRole('navigation')).toHaveCount(0);
});
