import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import type { Place } from './panels/base';
import { LINK, SAYING, TIME, table } from './panels/table';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** Panels about reliability that several dashboards show. */

export const OF_SERVICE = { [VARIABLES.service]: { column: 'Service' } } as const;

const RANK_PX = 50;
const TEAM_PX = 110;

const TO_RELIABILITY = valueLink('Reliability of the service', DASHBOARD_UIDS.reliability, OF_SERVICE);

/** Services from least to most reliable. */
export function ranking(place: Place, isWide = false): Builder<Panel> {
  return table(
    {
      ...place,
      title: 'Services, least reliable first',
      emptyText: 'No service matches',
      description:
        'Availability: share of the time range in which the service was not down. Overlapping incidents count once, maintenance does not count.',
      queries: { A: { queryType: 'reliability', view: 'ranking', ...scope() } },
    },
    {
      Rank: { widthPx: RANK_PX },
      Team: { widthPx: TEAM_PX, isWrapped: true, isHidden: !isWide },
      Tier: { widthPx: 75, isHidden: !isWide },
      Service: {
        isWrapped: true,
        links: [
          TO_RELIABILITY,
          valueLink('Error budgets of the service', DASHBOARD_UIDS.errorBudget, OF_SERVICE),
          valueLink('DORA metrics of the service', DASHBOARD_UIDS.dora, OF_SERVICE),
        ],
      },
      Availability: { ...SAYING, links: [TO_RELIABILITY] },
      Downtime: { widthPx: 85, links: [TO_RELIABILITY] },
      Incidents: { widthPx: 85, links: [TO_RELIABILITY], isHidden: !isWide },
      State: { widthPx: isWide ? 90 : 60, isWrapped: true },
    }
  );
}

/** The outages that cost users most. */
export function outages(
  place: Place,
  { limit, isWide }: { readonly limit: number; readonly isWide: boolean }
): Builder<Panel> {
  return table(
    {
      ...place,
      title: `The ${limit} most impactful outages`,
      emptyText: 'No outage in this time range',
      description:
        'Users affected × downtime minutes of one incident on one service inside the time range. Where nobody counted the users the impact is unknown; such outages come last.',
      queries: { A: { queryType: 'reliability', view: 'outages', limit, ...scope() } },
    },
    {
      // In a narrow table the order tells it.
      Rank: { widthPx: RANK_PX, isHidden: !isWide },
      Priority: { widthPx: 70, isHidden: !isWide },
      Team: { widthPx: TEAM_PX, isWrapped: true, isHidden: !isWide },
      Incident: { isWrapped: true },
      Service: { links: [TO_RELIABILITY], widthPx: 115, isWrapped: true },
      Started: TIME,
      Ended: { ...TIME, isHidden: !isWide },
      Downtime: { widthPx: 80 },
      'Users affected': { title: 'Users', widthPx: 70, isHidden: !isWide },
      Impact: { widthPx: 110 },
      Link: LINK,
    }
  );
}
