import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { ARTIFACTS, ROOT } from '../../../tooling/paths';

/** Environment variable: set to 1, the pictures of the docs are renewed. */
const UPDATE = 'UPDATE_SCREENSHOTS';

/** Keeps how a page looks, whole or as far as the window shows it, beside what is built. */
export function keepScreenshot(page: Page, name: string, fullPage = true): Promise<void> {
  return take(page, join(ARTIFACTS, 'screenshots'), name, fullPage);
}

/** The same for a picture of `docs/img`, which is only renewed where that is asked for. */
export function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env[UPDATE] === '1' ? join(ROOT, 'docs/img') : join(ARTIFACTS, 'pictures');
  return take(page, folder, name, false);
}

async function take(page: Page, folder: string, name: string, fullPage: boolean): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage, animations: 'disabled' });
}
