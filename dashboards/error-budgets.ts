import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { CELL_COLOURS, TEXT_COLOURS } from '../src/model/colours';
import type { Tones } from '../src/model/colours';
import { ERROR_BUDGET_MEASURE_INFO } from '../src/model/error-budget-measures';
import type { SavedErrorBudgetQuery } from '../src/model/saved-query';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import type { Place } from './panels/base';
import { steps } from './panels/colors';
import { bars } from './panels/gauge';
import { SAYING, table } from './panels/table';
import type { ColumnLook } from './panels/table';
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

const remainingIn = ({ bad, warning, good }: Tones) => steps([null, bad], [ABOVE_ZERO, warning], [25, good]);

/** The colours of what remains, behind a number. */
export const REMAINING_CELLS = remainingIn(CELL_COLOURS);

/** The same of a bar beside it. */
const REMAINING_BARS = remainingIn(TEXT_COLOURS);

/** As many as are read at one look. */
const MOST_BARS = 8;

/** What remains of each budget in percent, a bar for each under the name of its SLO. */
export function budgetBars(place: Place, slos: readonly string[] = []): Builder<Panel> {
  return bars(
    {
      ...place,
      title: 'Error budget remaining, worst first',
      description: `${REMAINING_PERCENT} At most ${MOST_BARS} SLOs.`,
      queries: { A: budgetTable(slos) },
      links: [TO_BUDGET],
    },
    { name: '${__data.fields.Service}: ${__data.fields.SLO}', rows: MOST_BARS }
  ).transformations(columns('Service', 'SLO', 'Remaining'));
}

const BUDGET_COLUMNS: Readonly<Record<string, ColumnLook>> = {
  Service: { links: [TO_BUDGET], isWrapped: true },
  SLO: { isWrapped: true },
  Remaining: { cell: 'bar', thresholds: REMAINING_BARS },
  'Remaining minutes': { ...SAYING, title: 'Minutes left', links: [TO_GATE] },
};

/** Every budget in a row: how much of it is left, as a bar and in minutes. */
export function budgetRows(place: Place): Builder<Panel> {
  return table(
    {
      ...place,
      title: 'Error budgets, worst first',
      emptyText: 'No SLO matches',
      description: `${REMAINING_PERCENT} ${ERROR_BUDGET_MEASURE_INFO.remainingMinutes.sentence}`,
      queries: { A: budgetTable() },
    },
    BUDGET_COLUMNS
  ).transformations(columns(...Object.keys(BUDGET_COLUMNS)));
}
