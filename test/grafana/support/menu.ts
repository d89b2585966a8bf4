import type { Page } from '@playwright/test';

/** Grafana's own menu at the side, which takes a fifth of the width where it stays. Before a page is opened. */

export function closeMenu(page: Page): Promise<void> {
  return dock(page, false);
}

export function openMenu(page: Page): Promise<void> {
  return dock(page, true);
}

async function dock(page: Page, isDocked: boolean): Promise<void> {
  await page.addInitScript(
    (value) => window.localStorage.setItem('grafana.navigation.docked', value),
    String(isDocked)
  );
}
