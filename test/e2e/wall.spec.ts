import type { Page } from '@playwright/test';

import { dashboardFiles } from './support/dashboard-file';
import { expect, open, settled, test } from './support/fixtures';
import { keepScreenshot } from './support/screenshot';
import { drawnTexts, scrollBars } from './support/texts';

/** The wall, as a screen shows it that nobody touches. */

const WALL = '/d/sre-wall?kiosk&autofitpanels';
/**
 * Smallest text on a screen 1080 pixels high. On one of 55 inches its digits are 16 mm tall, which from
 * five metres is 11 minutes of arc: twice what a healthy eye needs.
 */
const SMALLEST_PX = 34;
/** Signs that follow a number, smaller than it, and that no one has to read to know it. */
const SIGNS = ['%'];
const BASE_HEIGHT_PX = 1080;

/** What the fonts that stand in for Grafana's are wide beside it, at the least: Times, say. */
const NARROWEST = 0.8;

const LONG_NAME = 'Payments authorisation and settlement';

const SCREENS = [
  { name: '1080p', width: 1920, height: 1080 },
  { name: '2160p', width: 3840, height: 2160 },
] as const;

/** Lets panels find texts as wide as they are in a font that stands in for one that is late. */
async function measureNarrower(page: Page): Promise<void> {
  await page.addInitScript((share) => {
    const context = CanvasRenderingContext2D.prototype;
    const measure = Object.getOwnPropertyDescriptor(context, 'measureText')?.value as typeof context.measureText;
    context.measureText = function measureText(text) {
      const metrics = measure.call(this, text);
      return new Proxy(metrics, {
        get: (all, name) => {
          const value = Reflect.get(all, name, all) as unknown;
          return name === 'width' && typeof value === 'number' ? value * share : value;
        },
      });
    };
  }, NARROWEST);
}

for (const { name, width, height } of SCREENS) {
  test.describe(`on a ${name} screen`, () => {
    test.use({ viewport: { width, height } });

    test('shows everything without scrolling, large enough and whole', async ({ page }) => {
      await open(page, WALL);
      await expect(page.locator('[data-state="error"]')).toHaveCount(0);
      expect(await scrollBars(page)).toEqual([]);
      const texts = await drawnTexts(page);
      expect(texts.length).toBeGreaterThan(20);
      expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
      const smallestPx = (SMALLEST_PX * height) / BASE_HEIGHT_PX;
      expect(texts.filter(({ text, fontPx }) => fontPx < smallestPx && !SIGNS.includes(text))).toEqual([]);
      await keepScreenshot(page, `sre-wall-${name}`, false);
    });

    test('is whole where the font came after its texts were measured', async ({ page }) => {
      await measureNarrower(page);
      await open(page, WALL);
      const texts = await drawnTexts(page);
      expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
      const wrapped = texts.filter(({ lines }) => lines > 1);
      expect(wrapped).toEqual([]);
    });
  });
}

test.describe('whatever it is asked for', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('is whole for a single service, too', async ({ page }) => {
    await open(page, `${WALL}&var-service=GitHub`);
    const texts = await drawnTexts(page);
    expect(texts.filter(({ text }) => text === 'GitHub')).toHaveLength(2);
    expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });

  test('is whole however long a name is', async ({ page, ownPreview }) => {
    await ownPreview.change(`update stackflow.services set name = '${LONG_NAME}' where name = 'GitHub'`);
    await open(page, `${ownPreview.url}${WALL}`);
    const texts = await drawnTexts(page);
    expect(texts.filter(({ text }) => text === LONG_NAME)).toHaveLength(2);
    expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });

  test('has no good news where nothing is answered', async ({ page, problems }) => {
    problems.expect(/400 \(Bad Request\)/);
    await open(page, `${WALL}&var-service=Nobody`);
    const silent = page.getByText('no data', { exact: true });
    await expect(silent).toHaveCount(11);
    const colors = await silent.evaluateAll((found) => found.map((element) => getComputedStyle(element).color));
    const heading = await page.getByText('Down now').evaluate((element) => getComputedStyle(element).color);
    expect(new Set(colors)).toEqual(new Set([heading]));
  });
});

test.describe('left to itself', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('asks again every minute', async ({ page, requests }) => {
    await page.clock.install();
    const [wall] = dashboardFiles('dashboards').filter(({ uid }) => uid === 'sre-wall');
    const panels = wall?.panelRequests.length ?? 0;
    expect(panels).toBeGreaterThan(0);
    await open(page, WALL);
    // What the page has put off to a next moment comes first.
    await page.clock.runFor(1000);
    await settled(page);
    const before = requests.of('panel').length;
    await page.clock.fastForward('01:00');
    await expect.poll(() => requests.of('panel').length).toBe(before + panels);
    await settled(page);
  });

  test('says that its data is stale', async ({ page, ownPreview }) => {
    await open(page, `${ownPreview.url}${WALL}`);
    await expect(page.getByText(/^stale/)).toHaveCount(0);
    await ownPreview.change(
      `insert into stackflow.job_status (job, last_succeeded_at, stale_after)
       values ('import', now() - interval '3 hours', interval '1 hour')`
    );
    await open(page, `${ownPreview.url}${WALL}`);
    await expect(page.getByText(/^stale: import/)).toBeVisible();
    expect((await drawnTexts(page)).filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });
});
