import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { NAVIGATION } from '../../dashboards/links';
import { DEMO_RANGE } from './shared';
import { DASHBOARDS, openDashboard, panel } from './support/open-dashboard';

/** Links and switches at the top of dashboards, and links on their numbers. */

/** The names of the switches beside the choices. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  [DASHBOARD_UIDS.metrics]: ['Deployments', 'Failed deployments', 'P1 and P2 incidents', 'Gated spells'],
  [DASHBOARD_UIDS.dora]: ['Deployments', 'Failed deployments', 'P1 and P2 incidents', 'Gated spells'],
  [DASHBOARD_UIDS.errorBudget]: ['Failed deployments', 'P1 and P2 incidents', 'SLO edits', 'Gated spells'],
  [DASHBOARD_UIDS.reliability]: ['Failed deployments', 'P1 and P2 incidents'],
  [DASHBOARD_UIDS.dataQuality]: [],
};

const controls = (page: Page): Locator => page.getByTestId('data-testid dashboard controls');

/** The variables and the range that an address hands on. */
function parameters(href: string | null): URLSearchParams {
  return new URL(href ?? '', 'http://127.0.0.1').searchParams;
}

for (const { uid, title } of DASHBOARDS.filter((file) => file.uid !== DASHBOARD_UIDS.wall)) {
  test(`"${title}" has its links and switches at the top`, async ({ page }) => {
    await openDashboard(page, uid, { search: 'var-team=Manticore Search' });
    for (const other of NAVIGATION.filter((link) => link.uid !== uid)) {
      const link = controls(page).getByRole('link', { name: other.title, exact: true });
      await expect.soft(link).toBeVisible();
      if (await link.isVisible()) {
        const handedOn = parameters(await link.getAttribute('href'));
        expect.soft(handedOn.get('from')).toBe(DEMO_RANGE.from);
        expect.soft(handedOn.get('var-team')).toBe('Manticore Search');
      }
    }
    for (const name of SWITCHES[uid] ?? []) {
      await expect.soft(controls(page).getByText(name, { exact: true })).toBeVisible();
    }
  });
}

test('a number leads to its records, in the same time', async ({ page }) => {
  await openDashboard(page, DASHBOARD_UIDS.metrics);
  // With one link a click on the number follows it.
  await panel(page, 12).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/d\/sre-dora/);
  const { searchParams } = new URL(page.url());
  expect(searchParams.get('var-metric')).toBe('mttr');
  expect(searchParams.get('from')).toBe(DEMO_RANGE.from);
  await expect(page.getByText('Records behind MTTR').first()).toBeVisible({ timeout: 30_000 });
});

/** A cell that leads somewhere: what its row is about must be set there. */
const CELLS = [
  { uid: DASHBOARD_UIDS.metrics, id: 70, target: 'sre-error-budget', variable: 'service' },
  { uid: DASHBOARD_UIDS.errorBudget, id: 5, target: 'sre-error-budget', variable: 'service' },
  { uid: DASHBOARD_UIDS.reliability, id: 4, target: 'sre-reliability', variable: 'service' },
  { uid: DASHBOARD_UIDS.dataQuality, id: 3, target: 'sre-data-quality', variable: 'check' },
  { uid: DASHBOARD_UIDS.dataQuality, id: 5, target: 'sre-dora', variable: 'metric' },
  { uid: DASHBOARD_UIDS.dora, id: 22, target: 'sre-dora', variable: 'team' },
] as const;

for (const { uid, id, target, variable } of CELLS) {
  test(`${uid}, panel ${id}: cells lead to ${target}`, async ({ page }) => {
    await openDashboard(page, uid);
    const link = panel(page, id).getByRole('gridcell').getByRole('link').first();
    const href = await link.getAttribute('href');
    expect(href).toContain(`/d/${target}`);
    const handedOn = parameters(href);
    expect(handedOn.get('from')).toBe(DEMO_RANGE.from);
    expect(handedOn.get(`var-${variable}`)).not.toMatch(/^$|[${}]/);
  });
}
