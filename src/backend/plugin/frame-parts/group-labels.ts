import type { Group } from '../../metrics/scope';

/** How groups are called on panels and in alerts: labels never change with the value. */

const NO_SERVICE = '(no service)';
const NO_TEAM = '(no team)';

/** A service's name as it is shown; null: of incidents that touched none. */
export function serviceName(service: string | null): string {
  return shown(service, NO_SERVICE);
}

/** A team's name as it is shown; null: of services that no team owns. */
export function teamName(team: string | null): string {
  return shown(team, NO_TEAM);
}

/** Who is really called so comes in quotation marks: two groups never look the same to Grafana. */
function shown(name: string | null, nobody: string): string {
  if (name === null) {
    return nobody;
  }
  return name.replaceAll('"', '') === nobody ? `"${name}"` : name;
}

/** Labels by which Grafana tells groups apart, and alerts route; none where nothing groups. */
export function groupLabels(group: Group): Readonly<Partial<Record<'service' | 'team', string>>> {
  switch (group.by) {
    case 'none':
      return {};
    case 'service':
      return { service: serviceName(group.service), team: teamName(group.team) };
    case 'team':
      return { team: teamName(group.team) };
  }
}

/** The group's name in legends; null where nothing groups. */
export function groupTitle(group: Group): string | null {
  switch (group.by) {
    case 'none':
      return null;
    case 'service':
      return serviceName(group.service);
    case 'team':
      return teamName(group.team);
  }
}
