import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { openDashboard } from './support/open-dashboard';

/** axe's judgement of the dashboards, as far as they are ours: what is in panels, and what stands over them. */

const PANELS = '[data-viz-panel-key]';

/** What Grafana's own panels are like, whatever is shown in them, and which no dashboard can change. */
const GRAFANAS_OWN = [
  // A table scrolls, and its cells take the focus by the arrow keys; axe wants the focus on what scrolls.
  'scrollable-region-focusable',
  // The grid of a table has its own elements between rows and cells.
  'aria-required-children',
  'aria-required-parent',
  // A cell with a tooltip has a corner that says whether it is open.
  'aria-allowed-attr',
  // Under a table of several frames stands a choice between them.
  'label',
];

/** An analysis of hundreds of cells takes seconds. */
const SETTLE_MS = 60_000;

for (const theme of ['dark', 'light'] as const) {
  for (const uid of Object.values(DASHBOARD_UIDS)) {
    test(`axe finds nothing grave on ${uid} (${theme})`, async ({ page }) => {
      await openDashboard(page, uid, { search: `theme=${theme}` });
      // Panels are drawn a moment after their answers.
      await expect(async () => {
        expect(await graveViolations(page)).toEqual([]);
      }).toPass({ timeout: SETTLE_MS });
    });
  }
}

async function graveViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).include(PANELS).disableRules(GRAFANAS_OWN).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 300)}`));
}
