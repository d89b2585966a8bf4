import { CELL_COLOURS } from '../../src/model/colours';
import { contrastedTexts } from './support/contrast';
import { dashboardFiles } from './support/dashboard-file';
import { expect, open, test } from './support/fixtures';
import { served } from './support/served';

/** Far from the demo's records no number looks good, and numbers say since or before when nothing is known. */

const WIDTH_PX = 1440;
const DAY_MS = 86_400_000;

/** Where a range of 30 days begins, from the end of the demo's records in days. */
const SILENCES = [
  { where: 'the data has ended', beginsAfterDays: 70, words: /^no data since \d{1,2} \w+/ },
  { where: 'the data has not begun', beginsAfterDays: -9_000, words: /^no data before \d{1,2} \w+/i },
] as const;

/** Shades of green that letters or cells can have in the dark theme, in CSS. */
const GREENS = ['#C8F2C2', '#96D98D', '#73BF69', '#56A64B', '#37872D', CELL_COLOURS.good].map(
  (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`
);

for (const { uid, heightPx } of dashboardFiles('dashboards')) {
  for (const { where, beginsAfterDays, words } of SILENCES) {
    test(`${uid} has no green number where ${where}`, async ({ page }) => {
      const fromMs = served().range.toMs + beginsAfterDays * DAY_MS;
      await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
      await open(page, `/d/${uid}?theme=dark&from=${fromMs}&to=${fromMs + 30 * DAY_MS}`);
      const texts = () => contrastedTexts(page.locator('main section'));
      await expect.poll(async () => (await texts()).some(({ text }) => words.test(text))).toBe(true);
      const green = (await texts()).filter(({ color, background }) =>
        [color, background].some((css) => GREENS.includes(css))
      );
      expect(green.map(({ text }) => text)).toEqual([]);
    });
  }
}
