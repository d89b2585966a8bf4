import type { Page } from '@playwright/test';

import { dashboardFiles } from './support/dashboard-file';
import { numberOf, textOf } from './support/engine';
import type { Engine } from './support/engine';
import { EXPECTED_NUMBERS } from './support/expected-numbers';
import type { ExpectedNumbers } from './support/expected-numbers';
import { expect, open, test } from './support/fixtures';
import { expectColumns, expectFacts, expectList, expectNamed, expectOnly } from './support/on-screen';

/** What dashboards show are the engine's numbers. */

const WIDTH_PX = 2400;

for (const { uid, title, heightPx } of dashboardFiles('dashboards')) {
  test(title, async ({ page, engine }) => {
    const numbers = EXPECTED_NUMBERS[uid] ?? [];
    expect(numbers.length).toBeGreaterThan(0);
    // Columns and panels out of sight are not drawn.
    await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
    await open(page, `/d/${uid}`);
    for (const expected of numbers) {
      await test.step(expected.panel, () => hold(page, engine, expected));
    }
  });
}

async function hold(page: Page, engine: Engine, expected: ExpectedNumbers): Promise<void> {
  const panel = page.getByRole('region', { name: expected.panel, exact: true }).first();
  await expect(panel).toBeVisible();
  switch (expected.kind) {
    case 'only': {
      const [number] = (await engine.values(expected.query)).values();
      await expectOnly(panel, number);
      return;
    }
    case 'named': {
      const frame = await engine.frame(expected.query);
      expect(frame.numRows).toBeGreaterThan(0);
      for (let row = 0; row < frame.numRows; row += 1) {
        const name = expected.name.map((column) => textOf(frame, column, row)).join(' ');
        await expectNamed(panel, name, numberOf(frame, expected.column, row));
      }
      return;
    }
    case 'list':
      await expectList(panel, await engine.frame(expected.query), expected);
      return;
    case 'facts':
      await expectFacts(panel, await engine.frame(expected.query), expected.columns);
      return;
    case 'table':
      await expectColumns(panel, await engine.frame(expected.query), expected.columns);
  }
}
