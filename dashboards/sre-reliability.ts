import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

import { ofServices } from './annotations';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import { LEGEND_AT_RIGHT, lines } from './panels/graph';
import { heat } from './panels/heat';
import { scope } from './query';
import { outages, ranking } from './reliability';
import { VARIABLES } from './variable-names';

/** The reliability of services: from least to most reliable, over time, and their outages. */

/** Lines that can still be told apart. */
const MOST_LINES = 8;
const MOST_ROWS = 30;
const HEAT_ID = 3;

/** From a point or a cell to its service. */
const TO_SERVICE = valueLink('Reliability of the service', DASHBOARD_UIDS.reliability, {
  [VARIABLES.service]: { label: 'service' },
});

const AVAILABILITY = 'Share of each bucket in which the service was not down.';

const SECTIONS: readonly Section[] = [
  {
    panels: [
      ranking({ id: 1, width: 24, height: 11 }, true),
      lines({
        id: 2,
        title: `Availability over time, the ${MOST_LINES} least reliable services`,
        description: AVAILABILITY,
        width: 24,
        height: 9,
        queries: { A: { queryType: 'reliability', view: 'overTime', limit: MOST_LINES, ...scope() } },
        links: [TO_SERVICE],
      }).legend(LEGEND_AT_RIGHT),
    ],
  },
  {
    heading: { id: 10, title: 'Day by day' },
    panels: [
      heat({
        id: HEAT_ID,
        title: `Availability of the ${MOST_ROWS} least reliable services`,
        description: `${AVAILABILITY} Green where the service met its strictest SLO, red below, grey without an SLO; the number comes on hovering.`,
        width: 24,
        height: 12,
        queries: { A: { queryType: 'reliability', view: 'heat', limit: MOST_ROWS, ...scope() } },
        links: [TO_SERVICE],
      }),
    ],
  },
  {
    heading: { id: 20, title: 'Outages' },
    panels: [outages({ id: 4, width: 24, height: 14 }, { limit: 50, isWide: true })],
  },
];

export function sreReliability(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.reliability,
    title: 'Service reliability',
    description: 'Availability of each service by the downtime of its incidents, and the outages that cost users most.',
    annotations: ofServices([HEAT_ID]),
    range: '30d',
    refresh: '5m',
    sections: SECTIONS,
  });
}
