import { expect, test } from '@grafana/plugin-e2e';
import type { Locator, Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { NAVIGATION } from '../../dashboards/links';
import { DEMO_RANGE } from './provisioned';
import { DASHBOARDS, dashboardFile, openDashboard, panel } from './support/open-dashboard';

/** Links and switches at the top of dashboards, and links on their numbers. */

/** The names of the switches beside the choices. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  [DASHBOARD_UIDS.metrics]: ['P1 incidents', 'P2 incidents', 'Failed deployments'],
  [DASHBOARD_UIDS.dora]: ['P1 incidents', 'P2 incidents', 'Failed deployments', 'Deployments', 'Gated'],
  [DASHBOARD_UIDS.errorBudget]: ['P1 incidents', 'P2 incidents', 'SLO edits', 'Gated'],
  [DASHBOARD_UIDS.reliability]: ['P1 incidents', 'P2 incidents', 'Failed deployments'],
  [DASHBOARD_UIDS.dataQuality]: [],
};

const controls = (page: Page): Locator => page.getByTestId('data-testid dashboard controls');

/** What an address hands on: its variables, and when its range begins, in ms since the epoch. */
function handedOn(href: string | null) {
  const { searchParams } = new URL(href ?? '', 'http://127.0.0.1');
  const from = searchParams.get('from') ?? '';
  return {
    // Grafana writes times either way.
    fromMs: /^\d+$/.test(from) ? Number(from) : Date.parse(from),
    variable: (name: string) => searchParams.get(`var-${name}`),
  };
}

const FROM_MS = Number(DEMO_RANGE.from);

/** The wall is opened in a way of its own. */
const PAGES = DASHBOARDS.filter((file) => file.uid !== DASHBOARD_UIDS.wall);

for (const { uid, title } of PAGES) {
  test(`"${title}" has its links and switches at the top`, async ({ page }) => {
    await openDashboard(page, uid, { search: 'var-team=Manticore Search' });
    // An open menu hides what is beside it from readers.
    const wall = await controls(page).getByRole('link', { name: NAVIGATION.wall }).getAttribute('href');
    await controls(page).getByRole('button', { name: NAVIGATION.pages }).click();
    const pages = page.getByRole('menu').getByRole('link').or(page.getByRole('menuitem'));
    const others = PAGES.filter((file) => file.uid !== uid).map((file) => file.title);
    await expect(pages.filter({ hasText: others[0] ?? '' })).toBeVisible();
    expect.soft((await pages.allInnerTexts()).toSorted()).toEqual(others.toSorted());
    const entries = await pages.evaluateAll((all) => all.map((entry) => entry.getAttribute('href')));
    for (const href of [wall, ...entries]) {
      const { fromMs, variable } = handedOn(href);
      expect.soft([fromMs, variable('team')]).toEqual([FROM_MS, 'Manticore Search']);
    }
    await page.keyboard.press('Escape');
    const shown = await controls(page).locator('label:visible').allInnerTexts();
    expect.soft(shown).toEqual(expect.arrayContaining([...(SWITCHES[uid] ?? [])]));
  });
}

test('a number leads to its records, in the same time', async ({ page }) => {
  await openDashboard(page, DASHBOARD_UIDS.metrics);
  // Panels out of sight are not drawn, and there are more on the next dashboard.
  await page.setViewportSize({ width: 1600, height: dashboardFile(DASHBOARD_UIDS.dora).heightPx });
  // With one link a click on the number follows it.
  await panel(page, 12).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/d\/sre-dora/);
  const { fromMs, variable } = handedOn(page.url());
  expect([fromMs, variable('metric')]).toEqual([FROM_MS, 'mttr']);
  await expect(page.getByText('Records behind MTTR').first()).toBeVisible({ timeout: 30_000 });
});

/** A cell that leads somewhere: what its row is about must be set there. */
const CELLS = [
  { uid: DASHBOARD_UIDS.metrics, id: 70, target: 'sre-error-budget', about: 'service' },
  { uid: DASHBOARD_UIDS.errorBudget, id: 5, target: 'sre-error-budget', about: 'service' },
  { uid: DASHBOARD_UIDS.reliability, id: 4, target: 'sre-reliability', about: 'service' },
  { uid: DASHBOARD_UIDS.dataQuality, id: 3, target: 'sre-data-quality', about: 'check' },
  { uid: DASHBOARD_UIDS.dataQuality, id: 5, target: 'sre-dora', about: 'metric' },
  { uid: DASHBOARD_UIDS.dora, id: 22, target: 'sre-dora', about: 'team' },
] as const;

for (const { uid, id, target, about } of CELLS) {
  test(`${uid}, panel ${id}: cells lead to ${target}`, async ({ page }) => {
    await openDashboard(page, uid);
    const link = panel(page, id).getByRole('gridcell').getByRole('link').first();
    const href = await link.getAttribute('href');
    expect(href).toContain(`/d/${target}`);
    const { fromMs, variable } = handedOn(href);
    expect(fromMs).toBe(FROM_MS);
    expect(variable(about)).toMatch(/^[^${}]+$/);
  });
}
