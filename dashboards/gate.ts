import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import type { Place } from './panels/base';
import { LINK, TIME, table } from './panels/table';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** What the panels about the change gate have in common. */

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
      Service: { links: [TO_BUDGET], isWrapped: true },
      State: { cell: 'word', widthPx: 95 },
      Since: TIME,
      Held: { widthPx: 60 },
      SLO: { isWrapped: true },
    }
  ).transformations(columns('Service', 'State', 'Since', 'Held', 'SLO'));
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
    {
      'Held since': TIME,
      Change: { isWrapped: true },
      Service: { widthPx: 150, isWrapped: true },
      Reason: { isWrapped: true },
      Link: LINK,
    }
  ).transformations(columns('Held since', 'Change', 'Service', 'Reason', 'Link'));
}
