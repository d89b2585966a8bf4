import type { Page } from '@playwright/test';

import { dashboardFiles } from './support/dashboard-file';
import type { DashboardFile } from './support/dashboard-file';
import { numberOf, startEngine, textOf } from './support/engine';
import type { Engine } from './support/engine';
import { EXPECTED_NUMBERS } from './support/expected-numbers';
import type { ExpectedNumbers } from './support/expected-numbers';
import { expect, open, test } from './support/fixtures';
import { expectColumns, expectFacts, expectNamed } from './support/on-screen';
import { served } from './support/served';

/** What dashboards show are the engine's numbers. */

const WIDTH_PX = 2400;
const HOUR_MS = 3_600_000;

/**
 * Severe incidents of which nobody has said what they touched, long enough to be seen in each mean.
 * The demo's data has none, but any filter of services, teams or tiers leaves them out.
 */
function incidentsWithoutService(): string {
  const { toMs } = served().range;
  const row = (index: number) => {
    const createdMs = toMs - (index + 1) * 48 * HOUR_MS;
    const [created, resolved] = [createdMs, createdMs + 30 * HOUR_MS].map((ms) => new Date(ms).toISOString());
    return `('no-service-${index}', 'Nobody knows where', 'P${1 + (index % 2)}', '${created}', '${resolved}')`;
  };
  return `insert into stackflow.incidents (external_id, title, priority, created_at, resolved_at)
    values ${[0, 1, 2, 3, 4].map(row).join(', ')}`;
}

/** The wall turns pages: its numbers are held against the overview's in wall.spec.ts. */
const HELD = dashboardFiles('dashboards').filter(({ uid }) => uid in EXPECTED_NUMBERS);

for (const dashboard of HELD) {
  test(dashboard.title, async ({ page, engine }) => {
    await expectNumbers(page, engine, dashboard, '');
  });

  test(`${dashboard.title}, with incidents that touched no service`, async ({ page, ownPreview }) => {
    await ownPreview.change(incidentsWithoutService());
    const engine = await startEngine(ownPreview.database);
    try {
      await expectNumbers(page, engine, dashboard, ownPreview.url);
    } finally {
      await engine.stop();
    }
  });
}

/** The engine is asked without filters, as the dashboard's choices are at first. */
async function expectNumbers(page: Page, engine: Engine, { uid, heightPx }: DashboardFile, url: string): Promise<void> {
  const numbers = EXPECTED_NUMBERS[uid] ?? [];
  expect(numbers.length).toBeGreaterThan(0);
  // Columns and panels out of sight are not drawn.
  await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
  await open(page, `${url}/d/${uid}`);
  for (const expected of numbers) {
    await test.step(expected.panel, () => hold(page, engine, expected));
  }
}

async function hold(page: Page, engine: Engine, expected: ExpectedNumbers): Promise<void> {
  const panel = page.getByRole('region', { name: expected.panel, exact: true }).first();
  await expect(panel).toBeVisible();
  switch (expected.kind) {
    case 'text': {
      const [number] = (await engine.values(expected.query)).values();
      expect(number?.text).toBeDefined();
      // Its trend may say the same, as that nothing was measured.
      await expect(panel.getByText(number?.text ?? '', { exact: true }).first()).toBeVisible();
      return;
    }
    case 'named': {
      const frame = await engine.frame(expected.query);
      expect(frame.numRows).toBeGreaterThan(0);
      for (let row = 0; row < frame.numRows; row += 1) {
        const name = expected.name.map((column) => textOf(frame, column, row)).join(': ');
        await expectNamed(panel, name, numberOf(frame, expected.column, row));
      }
      return;
    }
    case 'facts':
      await expectFacts(panel, await engine.frame(expected.query), expected.columns);
      return;
    case 'table':
      await expectColumns(panel, await engine.frame(expected.query), expected.columns);
  }
}
