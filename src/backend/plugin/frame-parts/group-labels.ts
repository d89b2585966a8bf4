import type { Group } from '../../metrics/scope';

/** How groups are called on panels and in alerts: labels never change with the value. */

/** Shown for incidents that touched no service. */
export const NO_SERVICE = '(no service)';
/** Shown for services that no team owns. */
export const NO_TEAM = '(no team)';

/** Labels by which Grafana tells groups apart, and alerts route; none where nothing groups. */
export function groupLabels(group: Group): Readonly<Partial<Record<'service' | 'team', string>>> {
  switch (group.by) {
    case 'none':
      return {};
    case 'service':
      return { service: group.service ?? NO_SERVICE, team: group.team ?? NO_TEAM };
    case 'team':
      return { team: group.team ?? NO_TEAM };
  }
}

/** The group's name in legends; null where nothing groups. */
export function groupTitle(group: Group): string | null {
  switch (group.by) {
    case 'none':
      return null;
    case 'service':
      return group.service ?? NO_SERVICE;
    case 'team':
      return group.team ?? NO_TEAM;
  }
}
