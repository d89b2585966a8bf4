import type { Page } from '@playwright/test';

import { expect, open, test } from './support/fixtures';
import { startCompanyPreview } from './support/own-preview';
import type { OwnPreview } from './support/own-preview';
import { legendOf, pixelsOf } from './support/graph-colors';
import type { LegendEntry } from './support/graph-colors';

/** A line has the colour that the legend gives it, on every dashboard and after every drill-down. */

const SIZE = { width: 1600, height: 2400 };
/** Of a line that is in sight at all. */
const FEWEST_PIXELS = 20;

async function expectLinesAsInLegend(page: Page, title: string): Promise<readonly LegendEntry[]> {
  // A card of the overview has the same name, and no legend.
  const panel = page.getByRole('region', { name: title, exact: true }).filter({ has: page.getByTestId('series-icon') });
  const legend = await legendOf(panel);
  expect(legend).not.toEqual([]);
  const pixels = await pixelsOf(
    panel,
    legend.map(({ color }) => color)
  );
  const unseen = legend.filter((_, index) => (pixels[index] ?? 0) < FEWEST_PIXELS);
  expect(unseen).toEqual([]);
  return legend;
}

test('many lines, and the same one alone', async ({ page }) => {
  await page.setViewportSize(SIZE);
  await open(page, '/d/sre-error-budget');
  const all = await expectLinesAsInLegend(page, 'Burn-down');
  expect(all.length).toBeGreaterThan(3);
  await open(page, '/d/sre-error-budget?var-service=GitHub');
  const alone = await expectLinesAsInLegend(page, 'Burn-down');
  expect(alone).toEqual(all.filter(({ name }) => name.startsWith('GitHub')));
});

for (const [path, title] of [
  ['/d/sre-metrics', 'Successful deployments'],
  ['/d/sre-dora', 'MTTR: median, 75th percentile, 90th percentile, mean'],
  ['/d/sre-dora?var-team=Prometheus', 'Deployment frequency by team'],
  ['/d/sre-dora?var-service=prometheus', 'Deployment frequency by service'],
  ['/d/sre-reliability?var-service=GitHub', 'Availability over time, the 8 least reliable services'],
] as const) {
  test(`${title} on ${path}`, async ({ page }) => {
    await page.setViewportSize(SIZE);
    await open(page, path);
    await expectLinesAsInLegend(page, title);
  });
}

test.describe('of the sample company, whose failure rate is measured', () => {
  let company: OwnPreview;
  test.beforeAll(async () => {
    company = await startCompanyPreview();
  });
  test.afterAll(() => company.close());

  test('Change failure rate on /d/sre-metrics', async ({ page }) => {
    await page.setViewportSize(SIZE);
    await open(page, `${company.url}/d/sre-metrics`);
    await expectLinesAsInLegend(page, 'Change failure rate');
  });
});
