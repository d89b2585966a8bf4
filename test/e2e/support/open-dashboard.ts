import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import type { DashboardFile } from './dashboard-file';
import { open } from './fixtures';

/**
 * Opens a dashboard, whose variables come to know their values only once every panel is measured.
 *
 * Grafana's scenes ask for a panel's data when it is measured and when its variables are known. Where
 * the latter happens in the very moment between a measurement and what follows it, they ask twice.
 */
export async function openDashboard(page: Page, { uid, panelCount }: DashboardFile, search = ''): Promise<void> {
  const measured = page.waitForFunction(isMeasured, panelCount);
  await page.route('**/resources/**', async (route) => {
    await measured;
    await route.continue();
  });
  await open(page, `/d/${uid}${search}`);
  await measured;
  expect(await page.locator('main section').count()).toBeGreaterThanOrEqual(panelCount);
}

/** Runs in the page: a panel is given its size once it is measured, and asks a moment later. */
function isMeasured(panelCount: number): Promise<boolean> {
  const panels = [...document.querySelectorAll<HTMLElement>('main section')];
  const areMeasured = panels.length >= panelCount && panels.every(({ style }) => style.width !== '');
  return new Promise((resolve) => {
    setTimeout(() => resolve(areMeasured), 0);
  });
}
