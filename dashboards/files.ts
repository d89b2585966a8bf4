import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DashboardLinkPlacement } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

import { sreDataQuality } from './sre-data-quality';
import { sreDora } from './sre-dora';
import { sreErrorBudget } from './sre-error-budget';
import { sreMetrics } from './sre-metrics';
import { sreReliability } from './sre-reliability';
import { sreWall } from './sre-wall';

/** The dashboards as Grafana's files. */

export const DASHBOARDS: ReadonlyArray<() => Builder<Dashboard>> = [
  sreMetrics,
  sreDora,
  sreErrorBudget,
  sreReliability,
  sreDataQuality,
  sreWall,
];

/** Text of each file by its name. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    DASHBOARDS.map((build) => {
      const dashboard = build().build();
      return [`${dashboard.uid ?? ''}.json`, `${JSON.stringify(dashboard, withoutDefaults, 2)}\n`] as const;
    })
  );
}

/**
 * Leaves out what the SDK writes unasked: that links and switches hide in a menu, for which it knows no
 * other place, and the footer of tables before Grafana 12.3.
 */
function withoutDefaults(key: string, value: unknown): unknown {
  const isUnasked = (key === 'placement' && value === DashboardLinkPlacement.InControlsMenu) || key === 'footer';
  return isUnasked ? undefined : value;
}
