import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import { LINK, SAYING_PX, TIME_PX, table } from './panels/table';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** What the panels about the change gate have in common. */

/** Where a panel is, and how large. */
interface Place {
  readonly id: number;
  readonly width: number;
  readonly height: number;
}

const TO_BUDGET = valueLink('Error budget in detail', DASHBOARD_UIDS.errorBudget, {
  [VARIABLES.service]: { column: 'Service' },
});

/** Every service with an SLO, the gated ones first. */
export function decisions(place: Place): Builder<Panel> {
  return table(
    {
      ...place,
      title: 'Services at the gate, gated ones first',
      description:
        'At the end of the time range. Gated: an SLO has no error budget left, so non-critical changes are blocked until it recovers. Overridden: an Editor lets them pass for a while. Held are the changes that wait.',
      queries: { A: { queryType: 'gate', view: 'decisions', ...scope() } },
      emptyText: 'No service with an SLO matches',
    },
    {
      Service: { links: [TO_BUDGET], widthPx: 170 },
      State: { cell: 'word', widthPx: 95 },
      Since: { widthPx: TIME_PX },
      Held: { widthPx: 60 },
      SLO: {},
      Used: { title: 'Budget used', widthPx: SAYING_PX },
    }
  ).transformations(columns('Service', 'State', 'Since', 'Held', 'SLO', 'Used'));
}

/** The changes that wait, the longest waiting first. */
export function heldChanges(place: Place): Builder<Panel> {
  return table(
    {
      ...place,
      title: 'Changes held now',
      description:
        'Non-critical changes that wait for an error budget, the longest waiting first. They go on by themselves when it recovers; an Editor may release one or override the gate.',
      queries: { A: { queryType: 'gate', view: 'blocked', ...scope() } },
      emptyText: 'No change waits',
    },
    { 'Held since': { widthPx: TIME_PX }, Service: { widthPx: 110 }, Link: LINK }
  ).transformations(columns('Held since', 'Change', 'Service', 'Reason', 'Link'));
}
