import { LINKED_PANELS } from '../dashboards/ids';
import { IS_PAGE_IN_REACH, PAGE_REACH_QUERIES, SLO } from './budget-query';
import { exactFigure, figure, label, whereKnown } from './rule';
import type { AlertRule } from './rule';

/** For how long a service must be down on end. */
export const DOWN_SECONDS = 300;
export const DOWN_UID = 'sre-down-out-of-reach';

/**
 * Pages for SLOs whose objective no page of a burn rate reaches: one of 100 %, which has no burn rate, and one so low that
 * even a service that is down all the time burns more slowly than the limits.
 */
export const DOWN_RULE: AlertRule = {
  uid: DOWN_UID,
  title: 'Down, and no burn rate pages',
  severity: 'page',
  // Of the availability; the state of a budget is asked at the range's end.
  rangeSeconds: DOWN_SECONDS,
  queries: {
    A: { queryType: 'reliability', view: 'availability' },
    ...PAGE_REACH_QUERIES,
  },
  figures: { F: IS_PAGE_IN_REACH },
  condition: '$A == 0 && $F == 0',
  keepFiringFor: '5m',
  onError: 'KeepLast',
  panel: LINKED_PANELS.budgetRemaining,
  about: 'service',
  texts: {
    summary: `Down for ${DOWN_SECONDS / 60} minutes: ${SLO}`,
    description:
      `${label('service')} has been down for the last ${DOWN_SECONDS / 60} minutes. ` +
      whereKnown(['T'], `No burn rate pages at an objective of ${exactFigure('T')} %, so this does. `, '') +
      'Restore the service now; roll back what was deployed last.',
  },
  calmTexts: {
    summary: whereKnown(
      ['A'],
      `Availability ${figure('A', 1)} % in the last ${DOWN_SECONDS / 60} minutes: ${SLO}`,
      `Availability: ${SLO}`
    ),
    description:
      `This alert fires while ${label('service')} is down for ${DOWN_SECONDS / 60} minutes on end, if its objective is one ` +
      'that no page of a burn rate reaches.',
  },
};
