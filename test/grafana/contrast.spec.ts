import { expect, test } from '@grafana/plugin-e2e';

import { DASHBOARD_UIDS } from '../../dashboards/ids';
import { tooFaint } from '../e2e/support/faint-texts';
import { openDashboard } from './support/open-dashboard';

/** Letters can be told from what is behind them, on every dashboard and in both themes. */

for (const theme of ['dark', 'light'] as const) {
  for (const uid of Object.values(DASHBOARD_UIDS)) {
    test(`${uid} has texts with contrast (${theme})`, async ({ page }) => {
      await openDashboard(page, uid, { search: `theme=${theme}` });
      // Panels are drawn a moment after their answers.
      await expect(async () => {
        expect(await tooFaint(page.getByTestId('data-testid panel content'))).toEqual([]);
      }).toPass({ timeout: 10_000 });
    });
  }
}
