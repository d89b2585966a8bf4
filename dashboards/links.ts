import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard';

import { DATA_SOURCE_VARIABLE } from './data-source';
import { DASHBOARD_UIDS } from './ids';
import { SHARED_VARIABLES } from './variable-names';
import type { VariableName } from './variable-names';

/** Links between dashboards. Each keeps the time range and the variables. */

/** How the wall is opened: no menus, dark, and fitted into the window. */
export const WALL_PARAMETERS = 'kiosk&autofitpanels&theme=dark';

/** Dashboards that lead to each other. The wall is none of them: it is opened in a way of its own. */
export const NAVIGATION_TAG = 'sre-metrics-pages';

/** What stands at the top of each. */
export const NAVIGATION = { pages: 'Dashboards', wall: 'Wall' } as const;

/** One menu, since five links would take a row of their own. */
export function navigation(): DashboardLinkBuilder[] {
  return [
    new DashboardLinkBuilder(NAVIGATION.pages)
      .type(DashboardLinkType.Dashboards)
      .tags([NAVIGATION_TAG])
      .asDropdown(true)
      .keepTime(true)
      .includeVars(true),
    new DashboardLinkBuilder(NAVIGATION.wall)
      .type(DashboardLinkType.Link)
      .url(`/d/${DASHBOARD_UIDS.wall}?${WALL_PARAMETERS}`)
      .icon('dashboard')
      .keepTime(true)
      .includeVars(true)
      // A theme in the address holds for a page that is loaded anew.
      .targetBlank(true),
  ];
}

/** A link on a value, as Grafana keeps it. */
export interface ValueLink {
  readonly title: string;
  readonly url: string;
}

/** The field of the row, or the label of the value, that a variable is set to. */
export type LinkedName = { readonly column: string } | { readonly label: string } | { readonly value: string };

function spelled(name: LinkedName): string {
  if ('column' in name) {
    return `\${__data.fields["${name.column}"]:percentencode}`;
  }
  return 'label' in name ? `\${__field.labels.${name.label}:percentencode}` : encodeURIComponent(name.value);
}

/**
 * A link to a dashboard that keeps the time range and the shared variables, but for those it sets.
 *
 * @param set what the link is about, by the variable's name
 * @param moreVariables variables of the target that are not shared, where the link stays on its dashboard
 */
export function valueLink(
  title: string,
  uid: string,
  set: Readonly<Partial<Record<VariableName, LinkedName>>> = {},
  moreVariables: readonly VariableName[] = []
): ValueLink {
  const shared = [...SHARED_VARIABLES, ...moreVariables].filter((name) => set[name] === undefined);
  const variables = [DATA_SOURCE_VARIABLE, ...shared];
  const parts = [
    '${__url_time_range}',
    ...variables.map((name) => `\${${name}:queryparam}`),
    ...Object.entries(set).map(([name, value]) => `var-${name}=${spelled(value)}`),
  ];
  return { title, url: `/d/${uid}?${parts.join('&')}` };
}

/** The same as the SDK takes them, which has no builder of its own for them. */
export function dataLinks(links: readonly ValueLink[]): Array<Builder<DashboardLink>> {
  return links.map((link) => ({ build: () => link as DashboardLink }));
}
