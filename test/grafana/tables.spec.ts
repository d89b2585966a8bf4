import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { z } from 'zod';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { openDashboard, panel } from './support/open-dashboard';
import { columnTitles } from './support/table';

/** Tables show the columns that they are to show, and a sentence where they have no row. */

const dashboardSchema = z.object({
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      fieldConfig: z
        .object({
          overrides: z.array(
            z.object({
              matcher: z.object({ id: z.string(), options: z.unknown() }),
              properties: z.array(z.object({ id: z.string() })),
            })
          ),
        })
        .optional(),
    })
  ),
});

/** The columns that a dashboard says are there for links alone, by the id of their table. */
function hiddenColumns(uid: string): ReadonlyArray<readonly [id: number, columns: readonly string[]]> {
  const text = readFileSync(join(__dirname, `../../dashboards/${uid}.json`), 'utf8');
  return dashboardSchema
    .parse(JSON.parse(text))
    .panels.filter(({ type }) => type === 'table')
    .map(({ id, fieldConfig }) => {
      const hiding = (fieldConfig?.overrides ?? []).filter(({ properties }) =>
        properties.some((property) => property.id.startsWith('custom.hideFrom'))
      );
      return [id, hiding.map(({ matcher }) => String(matcher.options))] as const;
    })
    .filter(([, columns]) => columns.length > 0);
}

/** Answers are there by then; a panel is drawn a moment later. */
const SETTLE_MS = 5_000;

const WITH_HIDDEN = [
  DASHBOARD_UIDS.metrics,
  DASHBOARD_UIDS.errorBudget,
  DASHBOARD_UIDS.reliability,
  DASHBOARD_UIDS.dataQuality,
] as const;
/** Room for every column, since Grafana draws only those in sight. */
const WIDE_PX = 2600;

for (const uid of WITH_HIDDEN) {
  test(`${uid} hides columns that are there for links alone`, async ({ page }) => {
    const tables = hiddenColumns(uid).filter(([id]) => EMPTY_TABLES[uid]?.[id] === undefined);
    await openDashboard(page, uid, { widthPx: WIDE_PX });
    for (const [id, columns] of tables) {
      await expect(panel(page, id).getByRole('columnheader').first()).toBeVisible();
      const titles = await columnTitles(panel(page, id));
      expect
        .soft(
          titles.filter((title) => columns.includes(title)),
          `panel ${id}`
        )
        .toEqual([]);
    }
  });
}

/** Tables that the demo's data leaves without a row, with what they say then. */
const EMPTY_TABLES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  [DASHBOARD_UIDS.metrics]: { 71: 'No change waits' },
  [DASHBOARD_UIDS.errorBudget]: { 9: 'No edit in this time range' },
  [DASHBOARD_UIDS.dataQuality]: {
    1: 'No background job has run yet',
    6: 'No repository is synced',
    7: 'GitHub was not asked yet',
    8: 'No hour was published yet',
    9: 'No published value was corrected since',
  },
};

for (const [uid, tables] of Object.entries(EMPTY_TABLES)) {
  test(`${uid} says so where a table has no row`, async ({ page }) => {
    await openDashboard(page, uid);
    await expectSentences(page, tables);
  });
}

async function expectSentences(page: Page, tables: Readonly<Record<number, string>>): Promise<void> {
  for (const [id, sentence] of Object.entries(tables)) {
    const shown = panel(page, Number(id)).getByText(sentence, { exact: true });
    await expect.soft(shown, `panel ${id}`).toBeVisible({ timeout: SETTLE_MS });
  }
}

/** A month before anything was recorded. */
const NOTHING = { from: '946684800000', to: '949276800000' } as const;

/** What else is empty then. */
const WITHOUT_RECORDS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  [DASHBOARD_UIDS.metrics]: { 61: 'No outage in this time range' },
  [DASHBOARD_UIDS.dora]: { 31: 'No record in this time range' },
  [DASHBOARD_UIDS.errorBudget]: { 8: 'No incident has spent any of it' },
  [DASHBOARD_UIDS.reliability]: { 4: 'No outage in this time range' },
  [DASHBOARD_UIDS.dataQuality]: { 4: 'No record fails this check' },
};

for (const [uid, tables] of Object.entries(WITHOUT_RECORDS)) {
  test(`${uid} says so where nothing was recorded`, async ({ page }) => {
    await openDashboard(page, uid, { range: NOTHING });
    await expectSentences(page, tables);
  });
}
