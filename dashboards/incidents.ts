import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import type { Place } from './panels/base';
import { LINK, TIME, table } from './panels/table';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** What the panels about incidents have in common. */

const TO_RELIABILITY = valueLink('Reliability of the service', DASHBOARD_UIDS.reliability, {
  [VARIABLES.service]: { column: 'Service' },
});

/**
 * P1 and P2 incidents that nobody has resolved, the newest first.
 *
 * @param at where it stands, in the grid's columns and rows, since it is below a panel that is not as wide as the grid
 */
export function openIncidents(place: Place, at: { readonly x: number; readonly y: number }): Builder<Panel> {
  return table(
    {
      ...place,
      title: 'Open incidents',
      emptyText: 'No P1 or P2 incident is open',
      description: 'P1 and P2 incidents that are not resolved now, of those begun before the end of the time range.',
      queries: {
        A: { queryType: 'status', view: 'findings', shape: 'table', check: 'openIncidents', ...scope() },
      },
    },
    {
      Time: { ...TIME, title: 'Since' },
      Record: { title: 'Incident', isWrapped: true },
      Service: { links: [TO_RELIABILITY], widthPx: 150, isWrapped: true },
      Link: LINK,
    }
  )
    .transformations(columns('Time', 'Record', 'Service', 'Link'))
    .gridPos({ ...at, w: place.width, h: place.height });
}
