import { CELL_COLOURS } from '../../src/model/colours';
import { contrastedTexts } from './support/contrast';
import { dashboardFiles } from './support/dashboard-file';
import { expect, open, test } from './support/fixtures';
import { served } from './support/served';

/** Long after the demo's last record no number looks good, and numbers say since when nothing is known. */

const WIDTH_PX = 1440;
const DAY_MS = 86_400_000;
const WORDS = /^no data since \d{1,2} \w+/;

/** Shades of green that letters or cells can have in the dark theme, in CSS. */
const GREENS = ['#C8F2C2', '#96D98D', '#73BF69', '#56A64B', '#37872D', CELL_COLOURS.good].map(
  (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`
);

for (const { uid, heightPx } of dashboardFiles('dashboards')) {
  test(`${uid} has no green number where the data has ended`, async ({ page }) => {
    const { toMs } = served().range;
    await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
    await open(page, `/d/${uid}?theme=dark&from=${toMs + 70 * DAY_MS}&to=${toMs + 100 * DAY_MS}`);
    const texts = () => contrastedTexts(page.locator('main section'));
    await expect.poll(async () => (await texts()).some(({ text }) => WORDS.test(text))).toBe(true);
    const green = (await texts()).filter(({ color, background }) =>
      [color, background].some((css) => GREENS.includes(css))
    );
    expect(green.map(({ text }) => text)).toEqual([]);
  });
}
