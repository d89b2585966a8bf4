import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

import { dashboardFiles } from '../../dashboards/files';
import pluginJson from '../../src/plugin.json';
import { DATASOURCE } from './provisioned';

/** The data source's tab of dashboards, in an organisation of its own: in the first one they are provisioned already. */

const ORGANISATION = 'that imports dashboards';
const TITLES = pluginJson.includes.map(({ name }) => name);
const UIDS = [...dashboardFiles().keys()].map((file) => file.replace(/\.json$/, ''));

const madeSchema = z.object({ orgId: z.number() });
const userSchema = z.object({ orgId: z.number() });

/** Works in another organisation, with a data source in it, and takes both away again. */
async function inAnotherOrganisation(request: APIRequestContext, work: (uid: string) => Promise<void>): Promise<void> {
  const { orgId: before } = userSchema.parse(await (await request.get('/api/user')).json());
  const made = await request.post('/api/orgs', { data: { name: `${ORGANISATION} ${Date.now()}` } });
  const { orgId } = madeSchema.parse(await made.json());
  try {
    expect((await request.post(`/api/user/using/${orgId}`)).ok()).toBe(true);
    const uid = 'of-another-organisation';
    const added = await request.post('/api/datasources', {
      data: { uid, name: DATASOURCE.name, type: DATASOURCE.type, access: 'proxy' },
    });
    expect(added.ok()).toBe(true);
    await work(uid);
  } finally {
    await request.post(`/api/user/using/${before}`);
    await request.delete(`/api/orgs/${orgId}`);
  }
}

test('lists the dashboards, the overview first, and imports them all', async ({ page, request }) => {
  await inAnotherOrganisation(request, async (uid) => {
    await page.goto(`/connections/datasources/edit/${uid}/dashboards`);
    const rows = page.locator('main tr, .filter-table tr').filter({ has: page.getByRole('button') });
    await expect(rows).toHaveCount(TITLES.length);
    expect(await rows.locator('td:nth-child(2)').allInnerTexts()).toEqual(TITLES);
    for (const title of TITLES) {
      const row = rows.filter({ has: page.getByText(title, { exact: true }) });
      await row.getByRole('button', { name: 'Import', exact: true }).click();
      await expect(row.getByRole('link', { name: title, exact: true })).toBeVisible();
    }
    for (const dashboard of UIDS) {
      expect((await request.get(`/api/dashboards/uid/${dashboard}`)).status(), dashboard).toBe(200);
    }
  });
});
