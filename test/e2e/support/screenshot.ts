import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { ARTIFACTS, ROOT } from '../../../tooling/paths';

/** Environment variable: set to 1, screenshots go into `docs/img`, else beside what is built. */
const UPDATE = 'UPDATE_SCREENSHOTS';

/** Keeps how a page looks, whole or as far as the window shows it. */
export async function keepScreenshot(page: Page, name: string, fullPage = true): Promise<void> {
  const folder = process.env[UPDATE] === '1' ? join(ROOT, 'docs/img') : join(ARTIFACTS, 'screenshots');
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage, animations: 'disabled' });
}
