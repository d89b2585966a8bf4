import { BigValueJustifyMode, BigValueTextMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { CELL_COLOURS, TEXT_COLOURS } from '../src/model/colours';
import { ERROR_BUDGET_MEASURE_INFO } from '../src/model/error-budget-measures';
import type { SavedErrorBudgetQuery } from '../src/model/saved-query';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import type { Place } from './panels/base';
import { steps } from './panels/colors';
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

/** At 0 exactly none is left. */
const ABOVE_ZERO = 1e-9;

/** The colours of what remains, behind a number. */
export const REMAINING_CELLS = steps(
  [null, CELL_COLOURS.bad],
  [ABOVE_ZERO, CELL_COLOURS.warning],
  [25, CELL_COLOURS.good]
);

/** In one row. */
const MOST_DIALS = 8;

/** What remains of each budget in percent, a dial for each. */
export function dials(place: Place, slos: readonly string[] = []): Builder<Panel> {
  return gauge(
    {
      ...place,
      title: 'Error budget remaining, worst first',
      description: `${REMAINING_PERCENT} At most ${MOST_DIALS} SLOs.`,
      queries: { A: budgetTable(slos) },
      links: [TO_BUDGET],
    },
    { column: 'Remaining', rows: MOST_DIALS }
  ).transformations(columns('Service', 'SLO', 'Remaining'));
}

/** Minutes that are left are neither few nor many by themselves; their share is what has a colour. */
const NONE_LEFT_IS_RED = steps([null, TEXT_COLOURS.bad], [ABOVE_ZERO, TEXT_COLOURS.plain]);

/** The same in minutes, each below its dial. */
export function minutesRemaining(place: Place): Builder<Panel> {
  return (
    stat({
      ...place,
      title: 'Minutes remaining, worst first',
      description: `${ERROR_BUDGET_MEASURE_INFO.remainingMinutes.sentence} At most ${MOST_DIALS} SLOs.`,
      queries: { A: budgetTable() },
      links: [TO_BUDGET],
    })
      .textMode(BigValueTextMode.ValueAndName)
      .orientation(VizOrientation.Vertical)
      // Else a name would stand beside the number of the one before.
      .wideLayout(false)
      .justifyMode(BigValueJustifyMode.Center)
      .reduceOptions(topRows('Remaining minutes', MOST_DIALS))
      .overrideByName('Remaining minutes', [
        { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: NONE_LEFT_IS_RED } },
      ])
      .transformations(columns('Service', 'SLO', 'Remaining minutes'))
  );
}
