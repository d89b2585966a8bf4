import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { DATA_SET_LABELS } from '../../demo/data-sets';
import { smallestCapitalPx } from '../e2e/support/legibility';
import { drawnTexts, scrollBars } from '../e2e/support/texts';
import { dashboardFile, openDashboard } from './support/open-dashboard';

/** The wall, as a screen shows it that nobody touches. */

const SCREENS = [
  { widthPx: 1366, heightPx: 768 },
  { widthPx: 1920, heightPx: 1080 },
  { widthPx: 3840, heightPx: 2160 },
] as const;
type Screen = (typeof SCREENS)[number];

const THEMES = ['dark', 'light'] as const;

/** What nobody has to read from afar: whose data a demo shows. */
const SMALL_PRINT: readonly string[] = Object.values(DATA_SET_LABELS);

const HD: Screen = SCREENS[1];

for (const screen of SCREENS) {
  for (const theme of THEMES) {
    test(`the wall shows everything whole and large at ${screen.widthPx}x${screen.heightPx}, ${theme}`, async ({
      page,
    }) => {
      await openWall(page, screen, `theme=${theme}`);
      await expectWhole(page, screen);
    });
  }
}

test('the wall is whole where the font comes after the answers', async ({ page }) => {
  await holdFonts(page);
  await openWall(page, HD);
  await expectWhole(page, HD);
});

test('the wall names each number beside it, and says of what range they are', async ({ page }) => {
  await openWall(page, HD);
  const texts = await shownTexts(page);
  expect(texts.filter((text) => /^\S.* +-?\d+(\.\d+)?%$/.test(text)).length).toBeGreaterThanOrEqual(4);
  expect(texts.filter((text) => /^(last )?\d+ days, as of .*\d\d:\d\d$/.test(text))).toHaveLength(1);
});

test('the wall turns its pages by itself, and shows each service in a round', async ({ page }) => {
  const ROUND_MS = 240_000;
  test.setTimeout(ROUND_MS + 60_000);
  await openWall(page, HD, 'refresh=10s');
  const pageOf = async () => (await shownTexts(page)).find((text) => /^page \d+ of \d+$/.test(text)) ?? '';
  const seen = new Set<string>();
  const missing = async () => {
    const text = await pageOf();
    const pages = Number(text.split(' of ')[1]);
    seen.add(text);
    return Number.isNaN(pages) ? 1 : pages - [...seen].filter((one) => one.endsWith(` of ${pages}`)).length;
  };
  await expect.poll(missing, { timeout: ROUND_MS, intervals: [2000] }).toBe(0);
  expect(seen.size).toBeGreaterThan(1);
});

/** Holds Grafana's fonts until every panel has its answer; another stands in for them meanwhile. */
async function holdFonts(page: Page): Promise<void> {
  let unanswered = dashboardFile(DASHBOARD_UIDS.wall).panelRequests.length;
  const answered = new Promise<void>((resolve) => {
    page.on('response', (response) => {
      unanswered -= response.url().includes('/api/ds/query') ? 1 : 0;
      if (unanswered === 0) {
        resolve();
      }
    });
  });
  await page.route('**/fonts/**', async (route) => {
    await answered;
    await route.continue();
  });
}

async function openWall(page: Page, screen: Screen, search = 'theme=dark'): Promise<void> {
  await openDashboard(page, DASHBOARD_UIDS.wall, { ...screen, search: `kiosk&autofitpanels&${search}` });
}

async function shownTexts(page: Page): Promise<string[]> {
  return (await drawnTexts(page)).map(({ text }) => text);
}

async function expectWhole(page: Page, { heightPx }: Screen): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const cut = async () => (await drawnTexts(page)).filter(({ cutBy, lines }) => cutBy !== '' || lines > 1);
  await expect.poll(cut).toEqual([]);
  const texts = await drawnTexts(page);
  expect(texts.length).toBeGreaterThan(20);
  const small = texts.filter(({ capitalPx }) => capitalPx < smallestCapitalPx(heightPx));
  expect(small.filter(({ text }) => !SMALL_PRINT.includes(text))).toEqual([]);
  expect(await scrollBars(page)).toEqual([]);
}
