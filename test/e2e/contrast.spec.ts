import { dashboardFiles } from './support/dashboard-file';
import { tooFaint } from './support/faint-texts';
import { expect, open, test } from './support/fixtures';
import { served } from './support/served';

/**
 * Letters can be told from what is behind them, on every dashboard, in both themes, on the demo's days and long after
 * them. What a canvas holds is not looked at: rows of states show no text, and axes are Grafana's.
 */

const WIDTH_PX = 1440;
const RANGES = {
  'on its own days': () => '',
  'at now': () => `&from=${served().range.toMs + 70 * 86_400_000}&to=${served().range.toMs + 100 * 86_400_000}`,
} as const;

for (const theme of ['dark', 'light'] as const) {
  for (const [when, search] of Object.entries(RANGES)) {
    for (const { uid, heightPx } of dashboardFiles('dashboards')) {
      test(`${uid} has texts with contrast ${when} (${theme})`, async ({ page }) => {
        await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
        await open(page, `/d/${uid}?theme=${theme}${search()}`);
        await expect.poll(() => tooFaint(page.locator('main section'))).toEqual([]);
      });
    }
  }
}
