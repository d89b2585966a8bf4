import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { ERROR_BUDGET_MEASURE_INFO } from '../src/model/error-budget-measures';
import type { SavedErrorBudgetQuery } from '../src/model/saved-query';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import { gauge } from './panels/gauge';
import { stat, topRows } from './panels/stat';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** What the panels about error budgets have in common. */

/** The state of each SLO that the dashboard's variables leave, the one in most trouble first. */
export function budgetTable(slos: readonly string[] = []): SavedErrorBudgetQuery {
  return { queryType: 'errorBudget', shape: 'table', ...scope(), slos: [...slos] };
}

/** From a row about an SLO to all that is known of it. */
export const TO_BUDGET = valueLink('Error budget in detail', DASHBOARD_UIDS.errorBudget, {
  [VARIABLES.service]: { column: 'Service' },
  [VARIABLES.slo]: { column: 'SLO' },
});

/** From a row about an SLO to whether its service is gated. */
export const TO_GATE = valueLink('Change gate', DASHBOARD_UIDS.metrics, { [VARIABLES.service]: { column: 'Service' } });

export const REMAINING_PERCENT = `${ERROR_BUDGET_MEASURE_INFO.remainingPercent.sentence} Green above 25 %, orange down to 0, red once it is gone.`;

/** In one row. */
const MOST_DIALS = 8;

/** What remains of each budget: a dial in percent, and below it the minutes. */
export function remaining(
  ids: { readonly percent: number; readonly minutes: number },
  slos: readonly string[] = []
): Builder<Panel>[] {
  const facts = { width: 24, queries: { A: budgetTable(slos) }, links: [TO_BUDGET] };
  return [
    gauge(
      {
        ...facts,
        id: ids.percent,
        title: 'Error budget remaining, worst first',
        description: `${REMAINING_PERCENT} At most ${MOST_DIALS} SLOs.`,
        height: 7,
      },
      { column: 'Remaining', rows: MOST_DIALS }
    ).transformations(columns('Service', 'SLO', 'Remaining')),
    stat({
      ...facts,
      id: ids.minutes,
      title: 'Minutes remaining, worst first',
      description: `${ERROR_BUDGET_MEASURE_INFO.remainingMinutes.sentence} At most ${MOST_DIALS} SLOs.`,
      height: 3,
    })
      .textMode(BigValueTextMode.ValueAndName)
      .reduceOptions(topRows('Remaining minutes', MOST_DIALS))
      .transformations(columns('Service', 'SLO', 'Remaining minutes')),
  ];
}
