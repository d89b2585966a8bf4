import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { startEngine } from './engine';
import type { Engine } from './engine';
import { PageProblems } from './page-problems';
import { startOwnPreview } from './own-preview';
import type { OwnPreview, OwnSettings } from './own-preview';
import { QueryRequests } from './query-requests';
import { served } from './served';

/** What every spec starts from. */

interface TestFixtures {
  /** Fails the test at its end where the page complained of anything else than was expected. */
  readonly problems: PageProblems;
  readonly requests: QueryRequests;
  /** Of `ownPreview`; default none. */
  readonly ownSettings: OwnSettings;
  readonly ownPreview: OwnPreview;
}

interface WorkerFixtures {
  readonly engine: Engine;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  baseURL: async ({}, use) => {
    await use(served().url);
  },
  problems: [
    async ({ page }, use) => {
      const problems = new PageProblems(page);
      await use(problems);
      expect(problems.unexpected()).toEqual([]);
    },
    { auto: true },
  ],
  requests: async ({ page }, use) => {
    await use(new QueryRequests(page));
  },
  ownSettings: [{}, { option: true }],
  ownPreview: async ({ page, ownSettings }, use) => {
    const preview = await startOwnPreview(ownSettings);
    await use(preview);
    // What the page still loads must not be refused.
    await page.goto('about:blank');
    await preview.close();
  },
  engine: [
    async ({}, use) => {
      const engine = await startEngine();
      await use(engine);
      await engine.stop();
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** Opens an address of the preview and waits until nothing loads any more. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  // Before the page is drawn nothing loads either.
  await page.getByRole('main').waitFor();
  await page.evaluate(twoFrames);
  await settled(page);
}

/** A dashboard asks some twenty times, on a machine that others may keep busy. */
const SETTLE_TIMEOUT_MS = 60_000;

/** Waits until the page says that nothing loads any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-state', 'done', { timeout: SETTLE_TIMEOUT_MS });
}

function twoFrames(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
