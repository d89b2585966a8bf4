import { createTheme } from '@grafana/data';
import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { CELL_COLOURS } from '../../src/model/colours';
import { contrastedTexts } from '../e2e/support/contrast';
import { keepPicture } from '../e2e/support/screenshot';
import { closeMenu } from './support/menu';
import { openDashboard, panel } from './support/open-dashboard';

/**
 * The demo's data ends in August 2026. At any time after that nothing is known, and no number may look good: neither in
 * letters, nor in a cell, nor in a row of states.
 */

const NOW = { from: 'now-30d', to: 'now' } as const;
const SETTLE_MS = 10_000;
/** On the wall within a line, whose spaces do not break. */
const WORDS = /\bno\sdata\ssince\s\d{1,2}\s\w+/;

/** Panels of what is no record: background jobs and publishing tell of themselves. */
const OF_PROGRAMS: Readonly<Record<string, readonly number[]>> = { [DASHBOARD_UIDS.dataQuality]: [1, 6, 7, 8, 9] };

/** Panels that must say since when, each with as many at least. */
const SAYING: Readonly<Record<string, ReadonlyArray<readonly [panelId: number, times: number]>>> = {
  [DASHBOARD_UIDS.metrics]: [
    [10, 1],
    [11, 1],
    [12, 1],
    [13, 1],
    [42, 5],
    [60, 5],
  ],
  [DASHBOARD_UIDS.dora]: [
    [21, 4],
    [22, 4],
  ],
  [DASHBOARD_UIDS.errorBudget]: [
    [1, 5],
    [5, 5],
  ],
  [DASHBOARD_UIDS.reliability]: [[1, 5]],
  [DASHBOARD_UIDS.dataQuality]: [
    [2, 1],
    [3, 1],
  ],
  [DASHBOARD_UIDS.wall]: [
    [20, 1],
    [21, 1],
    [22, 1],
    [23, 1],
    [32, 2],
    [33, 4],
    [43, 1],
    [44, 1],
    [45, 1],
    [49, 1],
  ],
};

/** Every green that a number can have, in CSS. */
function greens(theme: 'dark' | 'light'): readonly string[] {
  const { visualization } = createTheme({ colors: { mode: theme } });
  const names = ['super-light-green', 'light-green', 'green', 'semi-dark-green', 'dark-green', CELL_COLOURS.good];
  return names.map((name) => cssOf(visualization.getColorByName(name)));
}

function cssOf(hex: string): string {
  return `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
}

for (const theme of ['dark', 'light'] as const) {
  for (const uid of Object.values(DASHBOARD_UIDS)) {
    test(`${uid} has no green number at now, and says since when there is no data (${theme})`, async ({ page }) => {
      await openDashboard(page, uid, { range: NOW, search: `theme=${theme}` });
      for (const [id, times] of SAYING[uid] ?? []) {
        await expect
          .soft(async () => {
            const texts = (await contrastedTexts(contentOf(page, id))).filter(({ text }) => WORDS.test(text));
            expect(texts.length).toBeGreaterThanOrEqual(times);
          }, `panel ${id}`)
          .toPass({ timeout: SETTLE_MS });
      }
      const texts = await contrastedTexts(page.getByTestId('data-testid panel content'));
      expect(texts.length).toBeGreaterThan(5);
      const ofPrograms = await textsOf(page, OF_PROGRAMS[uid] ?? []);
      const isGreen = ({ color, background }: { color: string; background: string }) =>
        [color, background].some((css) => greens(theme).includes(css));
      const green = texts.filter(isGreen).map(({ text }) => text);
      expect(green.filter((text) => !ofPrograms.includes(text))).toEqual([]);
      for (const pixels of await greenPixels(page, greens(theme))) {
        expect.soft(pixels).toBe(0);
      }
    });
  }
}

const contentOf = (page: Page, id: number) => panel(page, id).getByTestId('data-testid panel content');

async function textsOf(page: Page, ids: readonly number[]): Promise<readonly string[]> {
  const found = await Promise.all(ids.map((id) => contrastedTexts(contentOf(page, id))));
  return found.flat().map(({ text }) => text);
}

/**
 * Green pixels of each panel whose cells are drawn on a canvas. Lines of other graphs are not looked at: their colour is
 * the line's name.
 */
async function greenPixels(page: Page, colors: readonly string[]): Promise<readonly number[]> {
  const isCells = page.url().includes(DASHBOARD_UIDS.reliability);
  return isCells ? [await pixelsOf(page, 3, colors)] : [];
}

function pixelsOf(page: Page, id: number, colors: readonly string[]): Promise<number> {
  return contentOf(page, id)
    .locator('canvas')
    .first()
    .evaluate((element, wanted) => {
      const canvas = element as HTMLCanvasElement;
      const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        count += wanted.includes(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`) ? 1 : 0;
      }
      return count;
    }, colors);
}

test('a picture of SRE Metrics at now, on old data', async ({ page }) => {
  await closeMenu(page);
  await openDashboard(page, DASHBOARD_UIDS.metrics, { range: NOW, search: 'theme=dark' });
  await expect(contentOf(page, 42).getByText(WORDS).first()).toBeVisible();
  await expect(contentOf(page, 60).getByText(WORDS).first()).toBeVisible();
  await keepPicture(page, 'sre-metrics-old-data');
});
