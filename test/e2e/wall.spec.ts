import type { Page } from '@playwright/test';

import { CELL_COLOURS } from '../../src/model/colours';
import { dashboardFiles } from './support/dashboard-file';
import { expect, open, settled, test } from './support/fixtures';
import { smallestCapitalPx } from './support/legibility';
import { startCompanyPreview } from './support/own-preview';
import type { OwnPreview } from './support/own-preview';
import { keepScreenshot } from './support/screenshot';
import { drawnTexts, scrollBars } from './support/texts';

/** The wall, as a screen shows it that nobody touches. */

const WALL = '/d/sre-wall?kiosk&autofitpanels';

/** Of what is wrong, as the browser writes them. */
const BLOCKS = [CELL_COLOURS.bad, CELL_COLOURS.warning].map((color) => rgb(color));

/** Of the sample company: nothing is wrong with them. */
const WELL = ['Identity', 'Product Catalogue', 'Orders'];

const LOAD_TIMEOUT_MS = 120_000;

const LONG_NAME = 'Payments authorisation and settlement';
const NARROW_NAME = 'illicit-till';
const WIDE_NAME = 'WMS-MAWM';

const SCREENS = [
  { name: '768p', width: 1366, height: 768 },
  { name: '1080p', width: 1920, height: 1080 },
  { name: '2160p', width: 3840, height: 2160 },
] as const;

function rgb(hex: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${red}, ${green}, ${blue})`;
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
      expect(texts.filter(({ cutBy, lines }) => cutBy !== '' || lines > 1)).toEqual([]);
      expect(texts.filter(({ capitalPx }) => capitalPx < smallestCapitalPx(height))).toEqual([]);
      await keepScreenshot(page, `sre-wall-${name}`, false);
    });
  });
}

test.describe('whatever it is asked for', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('is whole for a single service, too', async ({ page }) => {
    await open(page, `${WALL}&var-service=GitHub`);
    const texts = await drawnTexts(page);
    expect(texts.filter(({ text }) => /^GitHub +\d/.test(text))).toHaveLength(2);
    expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });

  test('is whole however long a name is', async ({ page, ownPreview }) => {
    await ownPreview.change(`update stackflow.services set name = '${LONG_NAME}' where name = 'GitHub'`);
    await open(page, `${ownPreview.url}${WALL}&var-service=${encodeURIComponent(LONG_NAME)}`);
    const texts = await drawnTexts(page);
    expect(texts.filter(({ text }) => text.startsWith(`${LONG_NAME} `))).toHaveLength(2);
    expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });

  test('is whole where a name of few letters is the widest', async ({ page, ownPreview }) => {
    await ownPreview.change(`update stackflow.services set name = case name when 'GitHub' then '${NARROW_NAME}' else '${WIDE_NAME}' end
      where name in ('GitHub', 'Manual')`);
    await open(page, `${ownPreview.url}${WALL}&var-service=${NARROW_NAME}&var-service=${WIDE_NAME}`);
    const texts = await drawnTexts(page);
    expect(texts.filter(({ text }) => text.startsWith(`${WIDE_NAME} `))).toHaveLength(2);
    expect(texts.filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });

  test('has no good news where nothing is answered', async ({ page, problems }) => {
    problems.expect(/400 \(Bad Request\)/);
    await open(page, `${WALL}&var-service=Nobody`);
    // What is down and gated, and the summaries of both lists; rows that are not there are blank.
    await expect(page.getByText('no data', { exact: true })).toHaveCount(4);
    const texts = await drawnTexts(page);
    expect(texts.filter(({ blockColor }) => BLOCKS.includes(blockColor))).toEqual([]);
    expect(texts.filter(({ text }) => /^(Nothing|none|\d+ in all)/.test(text))).toEqual([]);
  });
});

test.describe('of the sample company', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  let company: OwnPreview;
  test.beforeAll(async () => {
    test.setTimeout(LOAD_TIMEOUT_MS);
    company = await startCompanyPreview();
  });
  test.afterAll(() => company.close());

  const blocks = async (page: Page) => {
    const texts = await drawnTexts(page);
    return texts.filter(({ blockColor }) => BLOCKS.includes(blockColor)).map(({ text }) => text);
  };

  test('has no block of colour while all is well', async ({ page }) => {
    const well = WELL.map((service) => `&var-service=${encodeURIComponent(service)}`).join('');
    await open(page, `${company.url}${WALL}${well}`);
    const texts = (await drawnTexts(page)).map(({ text }) => text);
    for (const said of ['Nothing down', 'Nothing gated', 'Open P1/P2: 0', `none gone, ${WELL.length} in all`]) {
      expect(texts).toContain(said);
    }
    expect(await blocks(page)).toEqual([]);
    await keepScreenshot(page, 'sre-wall-well', false);
  });

  test('has a block with words for what is down, gated and gone, whichever page is shown', async ({ page }) => {
    await open(page, `${company.url}${WALL}`);
    const wrong = await blocks(page);
    for (const said of [/^Down: Delivery Tracking$/, /^Gated: /, /^2 gone, page \d of 3$/, /^Open P1\/P2: [1-9]/]) {
      expect(wrong.filter((text) => said.test(text))).toHaveLength(1);
    }
    await keepScreenshot(page, 'sre-wall-wrong', false);
  });

  test('says of what time it is', async ({ page }) => {
    await open(page, `${company.url}${WALL}`);
    const texts = (await drawnTexts(page)).map(({ text }) => text);
    expect(texts.filter((text) => /^last 30 days, as of \d\d:\d\d$/.test(text))).toHaveLength(1);
  });

  test('tells the SLOs of a service apart, and writes numbers as the overview does', async ({ page }) => {
    const checkout = 'var-service=Checkout';
    await open(page, `${company.url}${WALL}&${checkout}`);
    const rows = (await drawnTexts(page)).flatMap(
      ({ text }) => /^(Checkout · .*\S) +(\S+%)$/.exec(text)?.slice(1) ?? []
    );
    expect(rows.filter((_, index) => index % 2 === 0).toSorted()).toEqual([
      'Checkout · availability',
      'Checkout · availability, week',
    ]);
    await open(page, `${company.url}/d/sre-metrics?${checkout}`);
    for (const number of rows.filter((_, index) => index % 2 === 1)) {
      await expect(page.getByText(number, { exact: true }).first()).toBeVisible();
    }
  });
});

test.describe('left to itself', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('asks again every half minute', async ({ page, requests }) => {
    await page.clock.install();
    const [wall] = dashboardFiles('dashboards').filter(({ uid }) => uid === 'sre-wall');
    const panels = wall?.panelRequests.length ?? 0;
    expect(panels).toBeGreaterThan(0);
    await open(page, WALL);
    // What the page has put off to a next moment comes first.
    await page.clock.runFor(1000);
    await settled(page);
    const before = requests.of('panel').length;
    await page.clock.fastForward('00:30');
    await expect.poll(() => requests.of('panel').length).toBe(before + panels);
    await settled(page);
  });

  test('says that its data is stale', async ({ page, ownPreview }) => {
    await open(page, `${ownPreview.url}${WALL}`);
    await expect(page.getByText(/Data.stale/)).toHaveCount(0);
    await ownPreview.change(
      `insert into stackflow.job_status (job, last_succeeded_at, stale_after)
       values ('import', now() - interval '3 hours', interval '1 hour')`
    );
    await open(page, `${ownPreview.url}${WALL}`);
    await expect(page.getByText(/Data.stale:.import/)).toBeVisible();
    expect((await drawnTexts(page)).filter(({ cutBy }) => cutBy !== '')).toEqual([]);
  });
});
