import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext, Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DATASOURCE, DEMO_RANGE } from './provisioned';
import { openDashboard, panel, panelErrors } from './support/open-dashboard';

/** The database goes away and comes back, by the switch that `npm run grafana -- --data real --switch-port` puts before it. */

const SWITCH = process.env['GRAFANA_DATABASE_SWITCH'] ?? '';
/** "Deployment frequency" of the SRE Metrics dashboard. */
const PANEL = 10;
/** A lost connection is tried again until a query's deadline. */
const OUTAGE_TIMEOUT_MS = 60_000;

async function turn(request: APIRequestContext, position: 'on' | 'off'): Promise<void> {
  expect((await request.put(new URL(position, SWITCH).href)).status()).toBe(204);
}

test.afterEach(({ request }) => turn(request, 'on'));

async function health(request: APIRequestContext): Promise<string> {
  const answer = await request.get(`/api/datasources/uid/${DATASOURCE.uid}/health`, { timeout: OUTAGE_TIMEOUT_MS });
  const { message } = (await answer.json()) as { message: string };
  return `${answer.status()} ${message}`;
}

function panelError(page: Page) {
  return panelErrors(panel(page, PANEL));
}

test('says what is away while the database is, and shows the numbers again after', async ({ page, request }) => {
  test.setTimeout(5 * OUTAGE_TIMEOUT_MS);
  await openDashboard(page, DASHBOARD_UIDS.metrics);
  const shown = await panel(page, PANEL).innerText();
  expect(shown).toMatch(/\d/);

  await turn(request, 'off');
  expect(await health(request)).toMatch(/^400 Aurora at 127\.0\.0\.1:\d+ /);
  await page.reload();
  await expect(panelError(page)).toBeVisible({ timeout: OUTAGE_TIMEOUT_MS });

  await turn(request, 'on');
  await expect.poll(() => health(request), { timeout: OUTAGE_TIMEOUT_MS }).toMatch(/^200 /);
  await openDashboard(page, DASHBOARD_UIDS.metrics, { range: DEMO_RANGE });
  await expect(panelError(page)).toHaveCount(0);
  expect(await panel(page, PANEL).innerText()).toBe(shown);
});
