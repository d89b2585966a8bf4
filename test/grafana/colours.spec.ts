import { expect, test } from '@grafana/plugin-e2e';
import type { Locator } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { rows } from './support/ask';
import type { Row } from './support/ask';
import { backgroundName, colourName, drawnTexts } from './support/colours';
import type { ThemeName } from './support/colours';
import { EXPECTED_COLOURS } from './support/expected-colours';
import type { ExpectedColours } from './support/expected-colours';
import { openDashboard, panel } from './support/open-dashboard';
import { tableCells } from './support/table';
import type { DrawnCell } from './support/table';

/** Numbers have the colour that they have to have, in both themes, as the browser draws them. */

/** Answers are there by then; a panel is drawn a moment later. */
const SETTLE_MS = 5_000;

/** All pages of the wall's budgets, and some more. */
const PAGES_MS = 100_000;

/** A number, or what stands in its place. */
const NUMBER = /^([-−≥]?\s?\d|no data\b|not measured$|–$)/;

for (const theme of ['dark', 'light'] as const) {
  for (const [uid, expectations] of Object.entries(EXPECTED_COLOURS)) {
    test(`${uid} gives its numbers their colours (${theme})`, async ({ page, request }) => {
      await openDashboard(page, uid, { search: `theme=${theme}` });
      for (const expected of expectations) {
        const table = await rows(request, expected.query);
        expect(table.length).toBeGreaterThan(0);
        await expect
          .soft(
            async () => {
              const place = panel(page, expected.panel);
              const { drawn, target } = await colours(place, expected, table, theme);
              expect(drawn).toEqual(target);
            },
            `panel ${expected.panel}, ${'title' in expected ? expected.title : expected.kind}`
          )
          .toPass({ timeout: SETTLE_MS });
      }
    });
  }
}

async function colours(place: Locator, expected: ExpectedColours, table: readonly Row[], theme: ThemeName) {
  switch (expected.kind) {
    case 'numbers': {
      const target = table.slice(0, expected.rows).map(expected.rule);
      const texts = (await drawnTexts(place)).filter(({ text }) => NUMBER.test(text));
      return { drawn: texts.slice(0, target.length).map(({ color }) => colourName(color, theme)), target };
    }
    case 'word': {
      const [row = {}] = table;
      const word = String(row[expected.column]).toLowerCase();
      const texts = (await drawnTexts(place)).filter(({ text }) => text.toLowerCase() === word);
      // A value that was not measured and its trend say the same.
      return { drawn: [...new Set(texts.map(({ color }) => colourName(color, theme)))], target: [expected.rule(row)] };
    }
    case 'block': {
      const [row = {}] = table;
      const texts = await drawnTexts(place);
      return { drawn: texts.map(({ block }) => backgroundName(block)), target: [expected.rule(row)] };
    }
    case 'lines': {
      const texts = await drawnTexts(place);
      const target = texts.map(({ text }) => {
        const line = text.replaceAll('\u00a0', ' ');
        const row = table.find((one) => line.startsWith(`${expected.titleOf(one)} `));
        return row === undefined ? `no row for "${line}"` : expected.rule(row);
      });
      return { drawn: texts.map(({ block }) => backgroundName(block)), target };
    }
    case 'cells': {
      const cells = await tableCells(place, expected.title);
      const drawn = cells.map((cell) => paintOf(cell, expected.painted, theme));
      // As many rows are drawn as fit.
      return { drawn, target: table.slice(0, Math.max(cells.length, 1)).map(expected.rule) };
    }
  }
}

function paintOf({ color, background, bar }: DrawnCell, painted: 'text' | 'background' | 'bar', theme: ThemeName) {
  switch (painted) {
    case 'text':
      return colourName(color, theme);
    case 'background':
      return backgroundName(background);
    case 'bar':
      return colourName(bar, theme);
  }
}

test('an error budget that is gone has a red block behind it', async ({ page, request }) => {
  const budgets = await rows(request, { queryType: 'errorBudget', shape: 'table' });
  const gone = budgets.filter(({ Remaining: remaining }) => Number(remaining) <= 0);
  expect(gone.length).toBeGreaterThan(0);
  await openDashboard(page, DASHBOARD_UIDS.wall, { search: 'theme=dark' });
  // The worst come first, on a page that returns after all others.
  await expect(panel(page, 34)).toContainText(/page\u00a01\u00a0of/, { timeout: PAGES_MS });
  await expect(async () => {
    const [worst] = await drawnTexts(panel(page, 32));
    expect(backgroundName(worst?.block ?? '')).toBe('red');
  }).toPass({ timeout: SETTLE_MS });
});

test('where there is no data nothing is good or bad', async ({ page }) => {
  // Before anything was recorded.
  const range = { from: '946684800000', to: '949276800000' };
  const SILENT = { [DASHBOARD_UIDS.metrics]: [11, 12, 13], [DASHBOARD_UIDS.wall]: [20, 21, 22, 23] };
  for (const [uid, ids] of Object.entries(SILENT)) {
    await openDashboard(page, uid, { range, search: 'theme=dark' });
    for (const id of ids) {
      const silent = (await drawnTexts(panel(page, id))).filter(({ text }) => NUMBER.test(text));
      const descriptions = silent.map(
        ({ text, color }) => `${text.replace(/\s+before .*/, '')}, ${colourName(color, 'dark')}`
      );
      // The wall says so of the number and of its level.
      expect.soft([...new Set(descriptions)], `${uid}, panel ${id}`).toEqual(['no data, plain']);
    }
  }
});
